namespace ArtEngine.ComfySimulator;

internal static class SimulatorProgram
{
    private static Task Main(string[] args) => WebApplication.CreateBuilder(args).Build().RunAsync();
}
