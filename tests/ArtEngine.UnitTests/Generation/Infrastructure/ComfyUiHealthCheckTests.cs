using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Infrastructure.ComfyUi;
using ArtEngine.UnitTests.Fakes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class ComfyUiHealthCheckTests
{
    /// <summary>Else it is logged with a stack trace at each look, and anybody reads the text of the exception.</summary>
    [Fact]
    public async Task A_database_that_is_away_is_said_in_a_sentence()
    {
        var result = await LookAsync(new DatabaseUnavailableException(new TimeoutException("10.0.0.1 does not answer")));
        result.Status.ShouldBe(HealthStatus.Degraded);
        result.Description.ShouldBe("How the servers are is not known while the database cannot be used.");
    }

    [Fact]
    public async Task Any_other_fault_is_not_hidden() =>
        await Should.ThrowAsync<InvalidCastException>(LookAsync(new InvalidCastException()));

    private static async Task<HealthCheckResult> LookAsync(Exception fault)
    {
        using var directory = new BackendDirectory(new FailingBackends(fault), new FakeClock(Samples.Noon));
        return await new ComfyUiHealthCheck(directory, new DatabaseFaults()).CheckHealthAsync(new());
    }

    private sealed class FailingBackends(Exception fault) : IBackends
    {
        public DateTimeOffset Now => Samples.Noon;

        public Task<IReadOnlyList<Backend>> ListAsync(CancellationToken cancellationToken) =>
            Task.FromException<IReadOnlyList<Backend>>(fault);

        public Task<Backend?> FindAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> AddAsync(Backend backend, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Backend?> ChangeAsync(string name, Action<Backend> change, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
