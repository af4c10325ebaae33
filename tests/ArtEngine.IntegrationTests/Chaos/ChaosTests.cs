using System.Globalization;
using ArtEngine.Chaos;
using ArtEngine.IntegrationTests.Hosting;
using Xunit.Abstractions;

namespace ArtEngine.IntegrationTests.Chaos;

/// <summary>
/// The suite of <c>bench/chaos</c> at a small size. Each run draws another seed; <c>ARTENGINE_CHAOS_SEED</c> repeats one
/// that failed.
/// </summary>
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const string SeedVariable = "ARTENGINE_CHAOS_SEED";

    private static readonly int Seed = Environment.GetEnvironmentVariable(SeedVariable) is { } seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : Random.Shared.Next(1_000_000);

    [Fact]
    public Task One_node_on_embedded_parts_loses_nothing_and_renders_nothing_twice_without_need() => ShakeAsync(new()
    {
        IsReal = false,
        Nodes = 1,
        Servers = 2,
        Jobs = 30,
        Kills = 6,
        Gap = TimeSpan.FromMilliseconds(1_500),
        LongestFreeze = TimeSpan.FromSeconds(4),
        Patience = TimeSpan.FromSeconds(40),
        Seed = Seed,
    });

    [RealServerFact(RealServers.Local)]
    public Task Two_nodes_on_real_servers_lose_nothing_and_render_nothing_twice_without_need() => ShakeAsync(new()
    {
        IsReal = true,
        Nodes = 2,
        Servers = 2,
        Jobs = 60,
        Kills = 8,
        Gap = TimeSpan.FromMilliseconds(1_200),
        LongestFreeze = TimeSpan.FromSeconds(6),
        Patience = TimeSpan.FromSeconds(40),
        Seed = Seed,
    });

    private async Task ShakeAsync(ChaosOptions options)
    {
        using var said = new StringWriter();
        var report = await ChaosRun.RunAsync(options, said, CancellationToken.None);
        output.WriteLine($"{said}{report}");
        report.Faults.ShouldBeEmpty($"{SeedVariable}={options.Seed} repeats this");
    }
}
