namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Marks an endpoint that takes the token in the query.</summary>
public sealed class TokenInQuery
{
    internal static readonly TokenInQuery Instance = new();

    private TokenInQuery()
    {
    }
}
