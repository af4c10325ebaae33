namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>
/// Marks an endpoint that takes an API key as a part of its path: for clients that know an address and can send nothing else.
/// </summary>
public sealed class KeyInPath
{
    /// <summary>The part of the route that holds it.</summary>
    public const string RouteValue = "key";

    internal static readonly KeyInPath Instance = new();

    private KeyInPath()
    {
    }
}
