namespace ArtEngine.Workflows.Domain;

/// <summary>Finds what somebody probably meant.</summary>
internal static class Similarity
{
    private const int MaxLength = 100;
    private const int MaxAnswers = 3;

    /// <summary>At most three candidates within a third of the word's length (at least one, at most three) edits, closest first.</summary>
    public static IReadOnlyList<string> Closest(string asked, IEnumerable<string> candidates)
    {
        // The comparison is quadratic; nobody mistypes that long a word.
        if (asked.Length is 0 or > MaxLength)
        {
            return [];
        }

        var allowed = Math.Clamp(asked.Length / 3, 1, 3);
        return [.. candidates
            .Select(candidate => (Name: candidate, Edits: Edits(asked.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(candidate => candidate.Edits <= allowed)
            .OrderBy(candidate => candidate.Edits)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(MaxAnswers)
            .Select(candidate => candidate.Name)];
    }

    // Levenshtein distance, one row at a time.
    private static int Edits(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[right.Length];
    }
}
