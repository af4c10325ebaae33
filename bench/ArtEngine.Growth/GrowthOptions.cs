using System.Globalization;

namespace ArtEngine.Growth;

/// <summary>What to measure at which lengths of the queue and of the history.</summary>
internal sealed record GrowthOptions
{
    public const string Help = """
        How the cost of using the service grows with the jobs that wait and those that ended.

          bench/growth [options]

          --sizes <list>     waiting/ended, the base first; the base has at least 100/1000 (100/1000,10000/100000,100000/1000000)
          --users <n>        the waiting jobs belong to so many users evenly, at each size a hundredth of the jobs at most (30, most jobs
                             the caller's)
          --real             PostgreSQL as a local process, with fsync; else SQLite
          --seconds <s>      how long each request is repeated at each size, and half as long before to warm up (5)
          --idle <s>         how long the service is watched with nothing to do (30)
          --limit <ratio>    most that a cost may be of that at the base (1.5)
          --host <file>      ArtEngine.Host.dll of another checkout, published or built
          --set <key=value>  any other setting of the host
          --keep             keeps the folders of logs and data, and tells where they are

        It ends with 0 when no cost grew beyond the limit.
        """;

    public IReadOnlyList<QueueSize> Sizes { get; init; } = [new(100, 1_000), new(10_000, 100_000), new(100_000, 1_000_000)];

    /// <summary>Null for a caller with most of the jobs and thirty others.</summary>
    public int? Users { get; init; }

    public bool IsReal { get; init; }

    public TimeSpan Each { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);

    public double Limit { get; init; } = 1.5;

    /// <summary>Null for the host of this checkout.</summary>
    public string? Host { get; init; }

    public IReadOnlyList<string> Settings { get; init; } = [];

    public bool Keep { get; init; }

    public static GrowthOptions Parse(IReadOnlyList<string> words)
    {
        var options = new GrowthOptions();
        for (var at = 0; at < words.Count; at++)
        {
            string Next() => ++at < words.Count ? words[at] : throw new FormatException($"{words[at - 1]} needs a value.");
            double Number() => double.Parse(Next(), CultureInfo.InvariantCulture);
            options = words[at] switch
            {
                "--sizes" => options with { Sizes = [.. Next().Split(',').Select(QueueSize.Parse)] },
                "--users" => options with { Users = (int)Number() },
                "--real" => options with { IsReal = true },
                "--seconds" => options with { Each = TimeSpan.FromSeconds(Number()) },
                "--idle" => options with { Idle = TimeSpan.FromSeconds(Number()) },
                "--limit" => options with { Limit = Number() },
                "--host" => options with { Host = Path.GetFullPath(Next()) },
                "--set" => options with { Settings = [.. options.Settings, Next()] },
                "--keep" => options with { Keep = true },
                _ => throw new FormatException($"There is no option {words[at]}; --help lists them."),
            };
        }

        return options;
    }
}
