namespace ArtEngine.BuildingBlocks.Infrastructure.Configuration;

/// <summary>The service cannot start as it is set up.</summary>
/// <param name="reasons">Sentences that tell the operator what to change.</param>
public sealed class StartRefusedException(params IReadOnlyList<string> reasons) : Exception(string.Join(' ', reasons))
{
    public IReadOnlyList<string> Reasons { get; } = reasons;
}
