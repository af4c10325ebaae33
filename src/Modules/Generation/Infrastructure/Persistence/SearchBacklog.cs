namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>How far the jobs of older versions have their words, in the only row of its table; none when all have.</summary>
internal sealed class WordsBacklog
{
    public int Id { get; init; }

    /// <summary>The jobs with lower numbers are still to be looked at.</summary>
    public long Below { get; set; }
}
