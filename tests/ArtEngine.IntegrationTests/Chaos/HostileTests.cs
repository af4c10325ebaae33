using ArtEngine.Hostile;
using Xunit.Abstractions;

namespace ArtEngine.IntegrationTests.Chaos;

/// <summary>The run of <c>bench/hostile</c> at a small size.</summary>
[Trait("Category", "Hostile")]
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class HostileTests(ITestOutputHelper output)
{
    [Theory, InlineData(1), InlineData(2)]
    public async Task Every_job_ends_and_no_lane_stands_whatever_servers_answer(int seed)
    {
        using var said = new StringWriter();
        var options = new HostileOptions
        {
            Jobs = 60,
            Servers = 3,
            StepMs = 60,
            StallSeconds = 3,
            RenderSeconds = 8,
            AwaySeconds = 3,
            PollSeconds = 0.3,
            Patience = TimeSpan.FromSeconds(120),
            Idle = TimeSpan.FromSeconds(3),
            // Not compiled beforehand, and beside other tests: only a loop that never rests shows.
            MostIdleCpu = 40,
        };
        var report = await HostileRun.RunAsync(options, seed, said, CancellationToken.None);
        output.WriteLine($"{said}{report}");
        report.Faults.ShouldBeEmpty($"seed {seed} repeats this");
    }
}
