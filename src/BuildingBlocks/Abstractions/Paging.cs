namespace ArtEngine.BuildingBlocks;

/// <summary>Cuts pages of what was found. Who reads one item more than a page holds knows whether another page follows.</summary>
public static class Paging
{
    /// <returns>The page, and its last item if others follow; null when these are the last.</returns>
    public static (IReadOnlyList<T> Page, T? LastOfMany) PageOf<T>(this IReadOnlyList<T> found, int limit)
        where T : class =>
        found.Count > limit ? ([.. found.Take(limit)], found[limit - 1]) : (found, null);
}
