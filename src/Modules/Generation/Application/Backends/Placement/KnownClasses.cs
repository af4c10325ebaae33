using System.Collections.Concurrent;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>How many node classes are remembered, of one server or of all together.</summary>
internal static class KnownClasses
{
    public const int Most = 5_000;

    /// <summary>Callers ask for whatever name they like: names that stand for nothing give way to classes that are there.</summary>
    public static bool HasRoom<T>(this ConcurrentDictionary<string, T> known, Func<T, bool> standsForNothing)
    {
        if (known.Count >= Most)
        {
            foreach (var (name, _) in known.Where(one => standsForNothing(one.Value)))
            {
                known.TryRemove(name, out var _);
            }
        }

        return known.Count < Most;
    }
}
