namespace ArtEngine.Host.Settings;

/// <summary>The settings that no options class holds: they are read by name, or by ASP.NET Core, .NET and OpenTelemetry.</summary>
internal static class NamedSettings
{
    public static IReadOnlyList<KnownSetting> All { get; } =
    [
        new("ASPNETCORE_URLS", typeof(string), ListenAddresses.Default)
        {
            Meaning = "Where to listen; several addresses are separated by semicolons. On the command line also `--urls`.",
        },
        new("ASPNETCORE_ENVIRONMENT", typeof(string), Environments.Production)
        {
            Meaning = "`Development` allows what is only for trying out, on loopback addresses: the built-in sign-in and simulator. " +
                "`dotnet run` sets it. On the command line also `--environment`.",
        },
        new("ARTENGINE_ROOT", typeof(string), null)
        {
            Meaning = "In the environment only: the folder of `config.ini` and `.env`, where relative paths start. " +
                "The nearest folder with a `config.ini` while it is not set.",
        },
        new("PublicUrl", typeof(string), null)
        {
            Meaning = "The address that callers know the service by, for answers with whole addresses in them; " +
                "whatever the request was sent to while it is not set.",
            Example = "https://pictures.example.com",
        },
        new("OTEL_EXPORTER_OTLP_ENDPOINT", typeof(string), null)
        {
            Meaning = "The OpenTelemetry collector that traces and metrics go to, such as `http://collector:4317`; " +
                "nowhere while it is not set.",
        },
        new("OTEL_EXPORTER_OTLP_PROTOCOL", typeof(string), "grpc") { Meaning = "How it is spoken to: `grpc` or `http/protobuf`." },
        new("OTEL_EXPORTER_OTLP_HEADERS", typeof(string), null) { Meaning = "Headers to send along: `name=value`, separated by commas." },
        new("OTEL_EXPORTER_OTLP_TIMEOUT", typeof(int), "10000") { Meaning = "Longest time of one export, in milliseconds." },
        new("ConnectionStrings:Postgres", typeof(string), null)
        {
            Meaning = "PostgreSQL for everything that is stored, with a schema for each module and one for Quartz; " +
                "several nodes may share it. SQLite files in the data directory while it is not set.",
            Example = "Host=127.0.0.1;Port=5432;Database=artengine;Username=artengine;Password=secret",
        },
        new("ConnectionStrings:Redis", typeof(string), null)
        {
            Meaning = "Redis for signals and progress between nodes; they stay in this process while it is not set.",
            Example = "127.0.0.1:6379,password=secret,ssl=true",
        },
        Logging("LogLevel:Default", "What is logged: `Trace`, `Debug`, `Information`, `Warning`, `Error`, `Critical` or `None`. " +
            "`LogLevel:NAME` is for what starts with the name."),
        Logging("LogLevel:Microsoft", "The same for .NET itself."),
        Logging("LogLevel:Quartz", "The same for the scheduler."),
        Logging("Console:FormatterName", "How a line looks: `simple`, `json` or `systemd`."),
        new("Simulator:Always", typeof(bool), "false")
        {
            Meaning = "In Development: use the built-in simulator even when a ComfyUI answers at 127.0.0.1:8188.",
        },
    ];

    private static KnownSetting Logging(string name, string meaning) =>
        new($"Logging:{name}", typeof(string), Composition.Defaults[$"Logging:{name}"]) { Section = "Logging", Meaning = meaning };
}
