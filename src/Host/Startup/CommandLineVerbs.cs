using System.Reflection;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.Host.Settings;
using ArtEngine.Users;

namespace ArtEngine.Host.Startup;

/// <summary>What the program does instead of starting the service, when the command line asks for it.</summary>
internal static class CommandLineVerbs
{
    private const string PrintConfig = "--print-config";
    private const string Health = "--health";
    private const string NewKey = "--new-key";

    private const string Usage =
        """
        Art Engine: pictures from ComfyUI workflows, as a service.

          ArtEngine.Host [--Section:Key=value ...]        starts the service
          ArtEngine.Host --print-config [--Section:...]   prints every setting and where it comes from; starts nothing
          ArtEngine.Host --health                         asks the service that runs with these settings: exit code 0 or 1
          ArtEngine.Host --new-key NAME                   makes an API key, and the settings that let it in
          ArtEngine.Host --version
          ArtEngine.Host --help

        Settings come from config.ini, .env, the environment (Section__Key=value) and the command line; the later one wins.
        config.ini tells what there is, and the folder it lies in is where relative paths start.

          --urls=http://127.0.0.1:5080      where to listen
          --environment=Development         for trying out: built-in sign-in and ComfyUI simulator
          --ComfyUi:Servers=http://gpu-1:8188,http://gpu-2:8188

        When it runs: /swagger, /queue, /health/live, /health/ready. Documentation: README.md and docs/.
        """;

    /// <summary>Does it; null when the service is to be started.</summary>
    public static async Task<int?> RunAsync(string[] args, TextWriter output)
    {
        if (args.Intersect(["--help", "-h", "-?"]).Any())
        {
            output.WriteLine(Usage);
            return 0;
        }

        if (args.Contains("--version"))
        {
            output.WriteLine(Version);
            return 0;
        }

        if (args.Contains(PrintConfig))
        {
            Print(EffectiveSettings.Read(RepositoryRoot.Find(), Without(PrintConfig, args)), output);
            return 0;
        }

        if (Array.IndexOf(args, NewKey) is var place and >= 0)
        {
            return PrintKey(args.ElementAtOrDefault(place + 1), output);
        }

        return args.Contains(Health) ? await HealthProbe.AskAsync(RepositoryRoot.Find(), Without(Health, args), output) : null;
    }

    private static int PrintKey(string? name, TextWriter output)
    {
        if (string.IsNullOrWhiteSpace(name) || name.StartsWith('-'))
        {
            output.WriteLine($"{NewKey} needs a name, for example: {NewKey} nightly");
            return 1;
        }

        var (key, settings) = UsersModule.NewKey(name);
        output.WriteLine("# The key, shown here alone. Send it as X-API-Key, or as Authorization: Bearer.");
        output.WriteLine(key);
        output.WriteLine("# What lets it in, for .env or the environment; the next key is Identity__Keys__1.");
        foreach (var setting in settings)
        {
            output.WriteLine(setting);
        }

        return 0;
    }

    // Without the commit, which the build adds behind a plus sign.
    private static string Version => typeof(CommandLineVerbs).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    // Not left to the command line's reader, which would take the next setting for its value.
    private static string[] Without(string errand, string[] args) => [.. args.Where(arg => arg != errand)];

    private static void Print(IEnumerable<EffectiveSetting> settings, TextWriter output)
    {
        foreach (var (key, value, source) in settings)
        {
            var shown = value is null ? "(not set)" : SecretRedactor.Redact(key, value).ReplaceLineEndings("\\n");
            output.WriteLine($"{key} = {shown}  [{source}]");
        }
    }
}
