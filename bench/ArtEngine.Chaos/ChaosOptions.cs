using System.Globalization;

namespace ArtEngine.Chaos;

/// <summary>What is run, and how hard it is shaken.</summary>
internal sealed record ChaosOptions
{
    public const string Help = """
        Sends jobs to Art Engine while its processes are killed, frozen and cut off, then counts at the ComfyUI servers.

          bench/chaos [options]

          --jobs <n>             jobs to send (1000)
          --kills <n>            disturbances (60)
          --nodes <n>            hosts on one database (2; 1 when embedded)
          --servers <n>          simulated ComfyUI servers (4)
          --stack <kind>         real: PostgreSQL, Redis and S3 as local processes; embedded: SQLite and a folder (real)
          --seed <n>             repeats the choice of disturbances (drawn when not given)
          --step-ms <ms>         time of one of the four steps of a render (such that jobs last as long as disturbances)
          --gap-ms <ms>          mean time between two disturbances (2500)
          --only <kinds>         of these kinds only, separated by commas; see the list of the report
          --freeze-node <s>      instead of random disturbances: one node stands still so long, and goes on
          --clock-jumps          clocks of hosts jump by two hours, too (Linux; needs libfaketime, installed when root)
          --patience <s>         longest time for the jobs to end after the last disturbance (300)
          --report <file>        writes the report there too, as JSON
          --keep                 keeps the folder of logs and data, and tells where it is

        It ends with 0 when no job was lost, none was rendered twice without need, no picture is missing or mixed up, and no
        lane stood still while its node said that all was well.
        """;

    /// <summary>Samplers of each job take so many steps.</summary>
    public const int Steps = 4;

    public int Jobs { get; init; } = 1_000;

    public int Kills { get; init; } = 60;

    public int Nodes { get; init; } = 2;

    public int Servers { get; init; } = 4;

    public bool IsReal { get; init; } = true;

    public int Seed { get; init; } = Random.Shared.Next(1_000_000);

    public double? StepMs { get; init; }

    public TimeSpan Gap { get; init; } = TimeSpan.FromMilliseconds(2_500);

    /// <summary>Longest time that a host stands still; half as much for a server, but at most 8 s.</summary>
    public TimeSpan LongestFreeze { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Kinds of disturbances; all that the stack has when empty.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    public TimeSpan? FreezeNode { get; init; }

    public bool ClockJumps { get; init; }

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(300);

    public string? Report { get; init; }

    public bool Keep { get; init; }

    /// <summary>Disturbances are meant to come while there is work: the servers need about as long for all jobs.</summary>
    public double EffectiveStepMs => StepMs ?? Math.Clamp(Span.TotalMilliseconds * 0.8 * Servers / Jobs / Steps, 5, 2_000);

    /// <summary>How long the disturbances take, roughly.</summary>
    public TimeSpan Span => FreezeNode is { } freeze ? freeze * 2 : Gap * Kills;

    public static ChaosOptions Parse(IReadOnlyList<string> words)
    {
        var options = new ChaosOptions();
        var nodes = (int?)null;
        for (var at = 0; at < words.Count; at++)
        {
            string Next() => ++at < words.Count ? words[at] : throw new FormatException($"{words[at - 1]} needs a value.");
            int Number() => int.Parse(Next(), CultureInfo.InvariantCulture);
            switch (words[at])
            {
                case "--jobs": options = options with { Jobs = Number() }; break;
                case "--kills": options = options with { Kills = Number() }; break;
                case "--nodes": nodes = Number(); break;
                case "--servers": options = options with { Servers = Number() }; break;
                case "--stack": options = options with { IsReal = IsRealStack(Next()) }; break;
                case "--seed": options = options with { Seed = Number() }; break;
                case "--step-ms": options = options with { StepMs = double.Parse(Next(), CultureInfo.InvariantCulture) }; break;
                case "--gap-ms": options = options with { Gap = TimeSpan.FromMilliseconds(Number()) }; break;
                case "--only": options = options with { Only = Next().Split(',') }; break;
                case "--freeze-node": options = options with { FreezeNode = TimeSpan.FromSeconds(Number()) }; break;
                case "--clock-jumps": options = options with { ClockJumps = true }; break;
                case "--patience": options = options with { Patience = TimeSpan.FromSeconds(Number()) }; break;
                case "--report": options = options with { Report = Path.GetFullPath(Next()) }; break;
                case "--keep": options = options with { Keep = true }; break;
                default: throw new FormatException($"There is no option {words[at]}; --help lists them.");
            }
        }

        options = options with { Nodes = nodes ?? (options.IsReal ? 2 : 1) };
        return options.IsReal || options.Nodes == 1 ? options : throw new FormatException("Several nodes need --stack real.");
    }

    private static bool IsRealStack(string word) => word switch
    {
        "real" => true,
        "embedded" => false,
        _ => throw new FormatException($"There is no stack {word}: real or embedded."),
    };
}
