using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// An issuer's last good documents, in the data directory: a service that is started again while the issuer is away goes on with
/// the keys that it had.
/// </summary>
internal sealed partial class KeptDocuments(string issuer, DataOptions data, TimeProvider clock, ILogger logger)
{
    /// <summary>Older ones may hold a key that was withdrawn long ago.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromDays(7);

    private readonly string _path = data.PathOf(
        "keys", $"issuer-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(issuer)))[..16]}.json");

    /// <summary>Null when there are none, or none that can be used.</summary>
    public async Task<IDocumentRetriever?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (File.Exists(_path) &&
                JsonSerializer.Deserialize<Kept>(await File.ReadAllTextAsync(_path, cancellationToken)) is { Documents: not null } kept &&
                kept.Issuer == issuer && clock.GetUtcNow() - kept.At < GoodFor)
            {
                return new Replay(kept.Documents);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            LogUnusable(_path, exception.Message);
        }

        return null;
    }

    /// <summary>Whole or not at all; that it cannot be written costs nothing but the help at a restart.</summary>
    public async Task WriteAsync(IReadOnlyDictionary<string, string> documents, CancellationToken cancellationToken)
    {
        var unfinished = $"{_path}.part";
        try
        {
            await File.WriteAllTextAsync(
                unfinished, JsonSerializer.Serialize(new Kept(issuer, clock.GetUtcNow(), documents)), cancellationToken);
            File.Move(unfinished, _path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogUnusable(_path, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The issuer's keys cannot be kept in {Path}: {Reason}")]
    private partial void LogUnusable(string path, string reason);

    private sealed record Kept(string Issuer, DateTimeOffset At, IReadOnlyDictionary<string, string> Documents);

    private sealed class Replay(IReadOnlyDictionary<string, string> documents) : IDocumentRetriever
    {
        public Task<string> GetDocumentAsync(string address, CancellationToken cancel) =>
            Task.FromResult(documents.GetValueOrDefault(address) ?? throw new InvalidDataException($"{address} was not kept."));
    }
}
