using ArtEngine.Workflows.Contracts;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Workflows.Application;

/// <summary>Deletes templates that no job names any more, until canceled. One of these runs in the cluster.</summary>
internal sealed record SweepTemplatesCommand : IRequest;

internal sealed partial class SweepTemplatesHandler(
    IKeptTemplates kept, ITemplateUse use, TimeProvider clock, ILogger<SweepTemplatesHandler> log)
    : AsyncRequestHandler<SweepTemplatesCommand>
{
    private const int AtOnce = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>A template is stored before the job that names it is, and nodes note its use once an hour only.</summary>
    private static readonly TimeSpan MayStillBeNamed = TimeSpan.FromDays(1);

    protected override async Task Handle(SweepTemplatesCommand command, CancellationToken cancellationToken)
    {
        while (true)
        {
            await SweepAsync(cancellationToken);
            await Task.Delay(Interval, clock, cancellationToken);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var unusedSince = clock.GetUtcNow() - MayStillBeNamed;
        var (last, count) = ("", 0);
        while (await kept.UnusedSinceAsync(unusedSince, last, AtOnce, cancellationToken) is { Count: > 0 } keys)
        {
            var named = await use.NamedAsync(keys, cancellationToken);
            count += await kept.ForgetAsync([.. keys.Where(key => !named.Contains(key))], unusedSince, cancellationToken);
            last = keys[^1];
        }

        if (count > 0)
        {
            Deleted(count);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Templates} templates of workflows that no job names any more were deleted")]
    private partial void Deleted(int templates);
}
