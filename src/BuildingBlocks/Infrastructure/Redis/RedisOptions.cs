using Microsoft.Extensions.Configuration;

namespace ArtEngine.BuildingBlocks.Infrastructure.Redis;

/// <summary>Redis is used when <c>ConnectionStrings:Redis</c> is set: <c>host:port,password=...,ssl=true</c>.</summary>
internal static class RedisOptions
{
    private const string ConnectionName = "Redis";

    public static string? ConnectionString(IConfiguration configuration) =>
        configuration.GetConnectionString(ConnectionName) is { Length: > 0 } given ? given : null;
}
