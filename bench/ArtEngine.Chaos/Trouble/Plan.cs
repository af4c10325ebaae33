namespace ArtEngine.Chaos.Trouble;

/// <summary>What is done to whom and when, drawn from the seed alone: the same seed is the same plan.</summary>
internal static class Plan
{
    private static readonly (string Kind, int Weight)[] Weights =
    [
        ("kill-node", 24), ("kill-server", 20), ("freeze-node", 16), ("freeze-server", 12), ("cut-network", 10), ("hostile-server", 10),
        ("clock-jump", 10),
        ("kill-postgres", 7), ("kill-redis", 6), ("kill-radosgw", 5),
    ];

    private static readonly string[] OfRealStack = ["kill-postgres", "kill-redis", "kill-radosgw"];

    public static IReadOnlyList<Step> Draw(ChaosOptions options)
    {
        var random = new Random(options.Seed);
        var kinds = Weights.Where(kind => options.Only.Count == 0 ? IsPossible(kind.Kind, options) : options.Only.Contains(kind.Kind))
            .SelectMany(kind => Enumerable.Repeat(kind.Kind, kind.Weight)).ToList();
        return kinds.Count == 0 && options.Kills > 0
            ? throw new FormatException($"--only: there are {string.Join(", ", Weights.Select(kind => kind.Kind))}.")
            : [.. Enumerable.Range(0, options.Kills).Select(_ => DrawOne(random, kinds, options))];
    }

    private static bool IsPossible(string kind, ChaosOptions options) =>
        kind == "clock-jump" ? options.ClockJumps : options.IsReal || !OfRealStack.Contains(kind);

    private static Step DrawOne(Random random, List<string> kinds, ChaosOptions options)
    {
        var kind = kinds[random.Next(kinds.Count)];
        var longest = options.LongestFreeze.TotalSeconds;
        var seconds = kind switch
        {
            // Short ones are frequent; some outlast every lease.
            "freeze-node" => 1 + ((longest - 1) * Math.Pow(random.NextDouble(), 2)),
            "freeze-server" => 1 + ((Math.Min(8, longest / 2) - 1) * random.NextDouble()),
            "hostile-server" or "clock-jump" => 2 + (6 * random.NextDouble()),
            _ => 0.2 + (3.8 * random.NextDouble()),
        };
        return new(
            kind,
            Node: random.Next(options.Nodes),
            Server: random.Next(options.Servers),
            TimeSpan.FromSeconds(seconds),
            options.Gap * (0.2 + (1.6 * random.NextDouble())));
    }
}

/// <param name="Kind">What is done.</param>
/// <param name="Node">The node it is done to, if to a node.</param>
/// <param name="Server">The server, if to a server.</param>
/// <param name="Lasts">How long the target stays dead, still or cut off, without the time to start.</param>
/// <param name="Gap">The time since the step before.</param>
internal sealed record Step(string Kind, int Node, int Server, TimeSpan Lasts, TimeSpan Gap);
