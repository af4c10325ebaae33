using System.Net.Http.Json;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>What anybody may ask of <c>/health/ready</c>.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class ReadinessTests
{
    [Fact]
    public async Task Without_a_server_that_takes_jobs_it_is_degraded()
    {
        await using var service = await Service.StartAsync();
        await service.Client.UntilReadyIsAsync("healthy");

        using var changed = await service.Client.PatchAsJsonAsync("/backends/simulator", new { state = "disabled" });
        changed.IsSuccessStatusCode.ShouldBeTrue();

        await service.Client.UntilReadyIsAsync("degraded");
        (await service.GetAsync("/health/ready")).GetProperty("checks").GetProperty("comfyui").Text("description")
            .ShouldContain("No server takes jobs");
    }

    [Fact]
    public async Task However_many_ask_the_parts_are_probed_once_in_a_while()
    {
        var probes = new CountingProbe();
        await using var service = await Service.StartAsync(
            builder => builder.Services.AddHealthChecks().AddCheck("counted", probes));
        using var anonymous = service.ClientOf(token: null);

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), async (_, cancellationToken) =>
            (await anonymous.GetStringAsync("/health/ready", cancellationToken)).ShouldContain("counted"));

        probes.Count.ShouldBeLessThan(20);
    }

    private sealed class CountingProbe : IHealthCheck
    {
        private int _count;

        public int Count => _count;

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return Task.FromResult(HealthCheckResult.Healthy());
        }
    }
}
