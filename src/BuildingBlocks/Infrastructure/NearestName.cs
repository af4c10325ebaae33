using F23.StringSimilarity;

namespace ArtEngine.BuildingBlocks.Infrastructure;

/// <summary>Finds what somebody meant who wrote a name that does not exist.</summary>
public static class NearestName
{
    /// <summary>The work grows with the product of both lengths, and the name comes from outside.</summary>
    private const int MaxLength = 100;

    private static readonly Damerau Edits = new();

    /// <summary>The known name with the fewest edits, when they are few enough to be a slip; else null.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > MaxLength)
        {
            return null;
        }

        var written = name.ToLowerInvariant();
        var nearest = known.Where(candidate => candidate.Length <= MaxLength)
            .Select(candidate => (Name: candidate, Edits: Edits.Distance(written, candidate.ToLowerInvariant())))
            .OrderBy(candidate => candidate.Edits).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is not null && nearest.Edits <= Math.Max(1, name.Length / 3) ? nearest.Name : null;
    }
}
