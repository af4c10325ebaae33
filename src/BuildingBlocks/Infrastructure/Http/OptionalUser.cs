namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Marks an endpoint that serves callers without a token too.</summary>
public sealed class OptionalUser
{
    internal static readonly OptionalUser Instance = new();

    private OptionalUser()
    {
    }
}
