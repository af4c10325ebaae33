namespace ArtEngine.BuildingBlocks;

/// <summary>Finds what somebody probably meant.</summary>
public static class Similarity
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

        asked = asked.ToUpperInvariant();
        var allowed = Math.Clamp(asked.Length / 3, 1, 3);
        return [.. candidates
            .Where(candidate => Math.Abs(candidate.Length - asked.Length) <= allowed)
            .Select(candidate => (Name: candidate, Edits: Edits(asked, candidate.ToUpperInvariant())))
            .Where(candidate => candidate.Edits <= allowed)
            .OrderBy(candidate => candidate.Edits)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(MaxAnswers)
            .Select(candidate => candidate.Name)];
    }

    // Edits are letters put in, left out, replaced or swapped with their neighbour.
    private static int Edits(string left, string right)
    {
        var edits = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                edits[i, j] = Cheapest(edits, left, right, i, j);
            }
        }

        return edits[left.Length, right.Length];
    }

    private static int Cheapest(int[,] edits, string left, string right, int i, int j)
    {
        if (i == 0 || j == 0)
        {
            return i + j;
        }

        var replaced = edits[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
        var best = Math.Min(replaced, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
        return i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]
            ? Math.Min(best, edits[i - 2, j - 2] + 1)
            : best;
    }
}
