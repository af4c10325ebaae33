using System.Globalization;

namespace ArtEngine.Servers;

/// <summary>How many servers one host drives.</summary>
internal sealed record ServersOptions
{
    public const string Help = """
        One host drives many ComfyUI servers, which are stand-ins in one process that render nothing.

          bench/servers [options]

          --count <n>        servers (500)
          --jobs <n>         jobs (three for each server)
          --render-ms <ms>   time of a render; long enough that every server must take part (10000)
          --stack <kind>     embedded: SQLite and a folder; real: PostgreSQL, Redis and S3 as local processes (embedded)
          --idle <s>         how long the host is watched with nothing to do, before the jobs and after them (30)
          --patience <s>     longest time for the lanes to begin, and without the end of a job (60)
          --set <key=value>  any other setting of the host
          --keep             keeps the folder of logs and data, and tells where it is

        It ends with 0 when every server finished a job and every job succeeded.
        """;

    private int? _jobs;

    public int Count { get; init; } = 500;

    public int Jobs
    {
        get => _jobs ?? (3 * Count);
        init => _jobs = value;
    }

    public TimeSpan Render { get; init; } = TimeSpan.FromSeconds(10);

    public bool IsReal { get; init; }

    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    public IReadOnlyList<string> Settings { get; init; } = [];

    public bool Keep { get; init; }

    public static ServersOptions Parse(IReadOnlyList<string> words)
    {
        var options = new ServersOptions();
        for (var at = 0; at < words.Count; at++)
        {
            string Next() => ++at < words.Count ? words[at] : throw new FormatException($"{words[at - 1]} needs a value.");
            int Number() => int.Parse(Next(), CultureInfo.InvariantCulture);
            options = words[at] switch
            {
                "--count" => options with { Count = Number() },
                "--jobs" => options with { Jobs = Number() },
                "--render-ms" => options with { Render = TimeSpan.FromMilliseconds(Number()) },
                "--stack" => options with { IsReal = Next() == "real" },
                "--idle" => options with { Idle = TimeSpan.FromSeconds(Number()) },
                "--patience" => options with { Patience = TimeSpan.FromSeconds(Number()) },
                "--set" => options with { Settings = [.. options.Settings, Next()] },
                "--keep" => options with { Keep = true },
                _ => throw new FormatException($"There is no option {words[at]}; --help lists them."),
            };
        }

        return options;
    }
}
