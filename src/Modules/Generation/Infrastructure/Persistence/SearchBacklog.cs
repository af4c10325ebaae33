namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>How far the jobs of older versions have their words and tags, in the only row of its table; none when all have.</summary>
internal sealed class SearchBacklog
{
    /// <summary>Instead of a number: begin at the newest job.</summary>
    public const long Newest = -1;

    public int Id { get; init; }

    /// <summary>The jobs with lower numbers are still to be looked at.</summary>
    public long Below { get; set; }

    /// <summary>Whether they were looked at before: what nodes of an older version stored since is found the second time.</summary>
    public bool IsAgain { get; set; }
}
