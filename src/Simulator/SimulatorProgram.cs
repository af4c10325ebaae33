using System.Globalization;
using System.Runtime.InteropServices;
using ArtEngine.ComfySimulator.Control;

namespace ArtEngine.ComfySimulator;

/// <summary>The simulator as a program of its own.</summary>
internal static class SimulatorProgram
{
    private const string Help = """
        A simulated ComfyUI server: its HTTP and WebSocket protocol, and placeholder pictures.

          dotnet run --project src/Simulator -- [options]

          --port <n>           port to listen on (8188)
          --listen <address>   address to listen on (127.0.0.1)
          --output <folder>    keep files here; else a temporary folder that goes with the process
          --step-time <ms>     time of one sampler step (40)
          --load-time <ms>     time to load a model (150)
          --no-previews        samplers send no pictures on the way
          --no-control         without the routes below

        Settings may also come from the environment, e.g. Simulator__StepTime=00:00:01.

        Faults: POST /simulator/faults with any of these keys, GET to see them; GET /simulator/log tells what
        became of every prompt id.

        """;

    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--output"] = "Simulator:OutputDirectory",
        ["--port"] = "port",
        ["--listen"] = "listen",
        ["--step-time"] = "step",
        ["--load-time"] = "load",
    };

    private static async Task<int> Main(string[] args)
    {
        if (args.Contains("--help") || args.Contains("-h"))
        {
            Console.WriteLine(Help + ControlRoutes.Help);
            return 0;
        }

        await using var simulator = await Simulator.StartAsync(Read(args), CancellationToken.None);
        Console.WriteLine($"ComfyUI simulator on {simulator.Address}");
        await SignalAsync();
        return 0;
    }

    private static SimulatorOptions Read(string[] args)
    {
        string[] flags = ["--no-previews", "--no-control"];
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables()
            .AddCommandLine([.. args.Except(flags)], Switches)
            .Build();
        var options = new SimulatorOptions { Control = true, Url = "http://127.0.0.1:8188" };
        configuration.GetSection(SimulatorOptions.Section).Bind(options);
        var url = new UriBuilder(options.Url);
        url.Host = configuration["listen"] ?? url.Host;
        url.Port = configuration["port"] is { } port ? int.Parse(port, CultureInfo.InvariantCulture) : url.Port;
        options.Url = url.Uri.ToString();
        options.StepTime = Milliseconds(configuration["step"]) ?? options.StepTime;
        options.LoadTime = Milliseconds(configuration["load"]) ?? options.LoadTime;
        options.Previews &= !args.Contains("--no-previews");
        options.Control &= !args.Contains("--no-control");
        options.Die = () => Environment.Exit(137);
        return options;
    }

    private static TimeSpan? Milliseconds(string? text) =>
        text is null ? null : TimeSpan.FromMilliseconds(double.Parse(text, CultureInfo.InvariantCulture));

    private static async Task SignalAsync()
    {
        var signalled = new TaskCompletionSource();
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            signalled.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await signalled.Task;
    }
}
