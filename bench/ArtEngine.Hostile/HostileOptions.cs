using System.Globalization;
using ArtEngine.Bench.Hostile;

namespace ArtEngine.Hostile;

/// <summary>What is run, and how hostile the servers are.</summary>
internal sealed record HostileOptions
{
    public const string Help = """
        Sends jobs to Art Engine while its ComfyUI servers answer as no server should, then looks how it took that.

          bench/hostile [options]

          --jobs <n>             jobs to send (2000)
          --servers <n>          simulated ComfyUI servers (4); the first one is good
          --no-good              all of them are hostile
          --seeds <n,n>          one run for each (1)
          --rate <rates>         share of requests that are struck; others for some routes: 0.1,view=0.3,ws=0 (0.1)
          --permanent <share>    prompts whose file can never be had; as many whose history can never be had, and as many
                                 whose history comes late (0.02)
          --stack <kind>         embedded: SQLite and a folder; real: PostgreSQL, Redis and S3 as local processes (embedded)
          --step-ms <ms>         time of one of the four steps of a render (40)
          --stall <s>            Generation:StallSeconds of the host (5)
          --render <s>           Generation:RenderSeconds (20)
          --away <s>             Generation:AwaySeconds (5)
          --poll <s>             Generation:PollSeconds (0.5)
          --set <key=value>      any other setting of the host
          --patience <s>         the run is given up when no job ended for so long (120)
          --idle <s>             how long the host is watched after the last job (20)
          --keep                 keeps the folder of logs and data, and tells where it is

        It ends with 0 when every verdict of every run is good.
        """;

    /// <summary>Samplers of each job take so many steps.</summary>
    public const int Steps = 4;

    /// <summary>No lane may ask about one prompt more often in any second.</summary>
    public const int MostRequests = 20;

    /// <summary>The host's own default.</summary>
    private const int MaxAttempts = 5;

    public int Jobs { get; init; } = 2_000;

    public int Servers { get; init; } = 4;

    public bool HasGood { get; init; } = true;

    public IReadOnlyList<int> Seeds { get; init; } = [1];

    public Rates Rates { get; init; } = Rates.Parse("0.1");

    public double Permanent { get; init; } = 0.02;

    public bool IsReal { get; init; }

    public double StepMs { get; init; } = 40;

    public double StallSeconds { get; init; } = 5;

    public double RenderSeconds { get; init; } = 20;

    public double AwaySeconds { get; init; } = 5;

    public double PollSeconds { get; init; } = 0.5;

    public IReadOnlyList<string> Settings { get; init; } = [];

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(120);

    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Percent of a core that a host with nothing to do may take.</summary>
    public double MostIdleCpu { get; init; } = 3;

    public bool Keep { get; init; }

    /// <summary>From the first prompt of a job to its end: each attempt may use up all limits, and wait a little in between.</summary>
    public TimeSpan LongestJob => MaxAttempts * TimeSpan.FromSeconds(StallSeconds + RenderSeconds + AwaySeconds + 30);

    public static HostileOptions Parse(IReadOnlyList<string> words)
    {
        var options = new HostileOptions();
        for (var at = 0; at < words.Count; at++)
        {
            string Next() => ++at < words.Count ? words[at] : throw new FormatException($"{words[at - 1]} needs a value.");
            double Number() => double.Parse(Next(), CultureInfo.InvariantCulture);
            options = words[at] switch
            {
                "--jobs" => options with { Jobs = (int)Number() },
                "--servers" => options with { Servers = (int)Number() },
                "--no-good" => options with { HasGood = false },
                "--seeds" => options with { Seeds = [.. Next().Split(',').Select(seed => int.Parse(seed, CultureInfo.InvariantCulture))] },
                "--rate" => options with { Rates = Rates.Parse(Next()) },
                "--permanent" => options with { Permanent = Number() },
                "--stack" => options with { IsReal = Next() == "real" },
                "--step-ms" => options with { StepMs = Number() },
                "--stall" => options with { StallSeconds = Number() },
                "--render" => options with { RenderSeconds = Number() },
                "--away" => options with { AwaySeconds = Number() },
                "--poll" => options with { PollSeconds = Number() },
                "--set" => options with { Settings = [.. options.Settings, Next()] },
                "--patience" => options with { Patience = TimeSpan.FromSeconds(Number()) },
                "--idle" => options with { Idle = TimeSpan.FromSeconds(Number()) },
                "--keep" => options with { Keep = true },
                _ => throw new FormatException($"There is no option {words[at]}; --help lists them."),
            };
        }

        return options;
    }
}
