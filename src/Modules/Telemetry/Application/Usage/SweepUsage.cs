using MediatR;

namespace ArtEngine.Telemetry.Application.Usage;

/// <summary>Forgets what is not needed to count each job once, until canceled. One of these runs in the cluster.</summary>
internal sealed record SweepUsageCommand : IRequest;

internal sealed class SweepUsageHandler(IUsageLedger ledger, TimeProvider clock) : AsyncRequestHandler<SweepUsageCommand>
{
    private const int AtOnce = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>An ended job is told again for as long as somebody did not take it; nobody fails for that long.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(35);

    protected override async Task Handle(SweepUsageCommand command, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await ledger.ForgetAsync(clock.GetUtcNow() - Kept, AtOnce, cancellationToken) < AtOnce)
            {
                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
    }
}
