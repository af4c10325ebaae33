using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Telemetry.Contracts;
using ArtEngine.Users.Contracts;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Jobs.Acceptance;

/// <summary>Whether a user may have one more job and the queue has room for it, and when that one would be done.</summary>
internal sealed class JobAdmission(
    IQueueOutlook outlook, IQueueMode mode, ITurns turns, IMediator mediator, IOptions<QueueOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan MaintenanceWait = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Throws 429 <c>queue_full</c> when there is no room, 429 <c>quota_exceeded</c> when the user has used what the plan gives, 403
    /// <c>workflow_not_allowed</c>, and 503 <c>maintenance</c> while an administrator says so. Requests at once may go a little beyond
    /// the limit of all users together, and of what is measured only when it has been used.
    /// </summary>
    /// <returns>What the plan gives; the limits of waiting jobs are kept by whoever stores the job.</returns>
    public async Task<TurnTerms> AdmitAsync(Guid userId, string workflow, CancellationToken cancellationToken)
    {
        if ((await mode.GetAsync(cancellationToken)).Maintenance is { } message)
        {
            throw new AppException(ErrorKind.Unavailable, "maintenance", $"No jobs are accepted just now: {message}")
            {
                RetryAfter = MaintenanceWait,
            };
        }

        var plan = await mediator.Send(new GetPlanQuery(userId), cancellationToken);
        if (plan.Workflows is { } allowed && !allowed.Contains(workflow, StringComparer.Ordinal))
        {
            throw new AppException(
                ErrorKind.Forbidden, "workflow_not_allowed",
                $"Your plan {Wording.Quote(plan.Name)} does not have the workflow {Wording.Quote(workflow)}; GET /auth/usage tells which " +
                "it has.");
        }

        var waiting = await outlook.CountWaitingAsync(userId, cancellationToken);
        var terms = TurnTerms.Of(plan, Math.Min(plan.MaxQueued ?? int.MaxValue, options.Value.MaxQueuedPerUser));
        if (waiting.OfUser >= terms.MaxWaiting || await IsFullAsync(terms, cancellationToken))
        {
            throw NoRoom(terms);
        }

        if (waiting.OfAll >= options.Value.MaxQueued)
        {
            throw new AppException(
                ErrorKind.TooMany, "queue_full", "The queue is full (the operator's setting Generation:MaxQueued); try again later.");
        }

        await EnsureWithinQuotaAsync(new(userId), plan, waiting.SecondsOfUser, cancellationToken);
        if (plan.Program is { } program)
        {
            // What waits is not reckoned: the jobs of the others are not known here.
            await EnsureWithinQuotaAsync(new(program.OwnerId) { OfEndUsers = true }, program.Plan, waiting: 0, cancellationToken);
        }

        return terms;
    }

    /// <summary>What the user's plan gives, but for the limits of waiting jobs.</summary>
    public async Task<TurnTerms> UnlimitedTermsAsync(Guid userId, CancellationToken cancellationToken) =>
        TurnTerms.Of(await mediator.Send(new GetPlanQuery(userId), cancellationToken), maxWaiting: int.MaxValue) with
        {
            MaxWaitingOfProgram = null,
        };

    /// <summary>What holds for jobs that go before those of all others, besides what their owner's plan says.</summary>
    public TurnTerms PriorityTerms => TurnTerms.Shared(options.Value.MaxQueuedPerUser);

    /// <summary>As many jobs of the turn, or of all end users of the program, wait as may.</summary>
    public AppException NoRoom(TurnTerms terms) => new(
        ErrorKind.TooMany, "queue_full",
        $"{terms.MaxWaiting} jobs {(terms.IsShared ? "that go before all others" : "of yours")} wait already{OrOfProgram(terms)}, and " +
        $"more may not ({(terms.MaxWaiting < options.Value.MaxQueuedPerUser
            ? $"your plan {Wording.Quote(terms.Plan)}"
            : "the operator's setting Generation:MaxQueuedPerUser")}); send more when some have ended.");

    /// <summary>What cannot be stored need not be prepared.</summary>
    private async Task<bool> IsFullAsync(TurnTerms terms, CancellationToken cancellationToken) =>
        terms is { ProgramId: { } program, MaxWaitingOfProgram: { } most } &&
        await turns.CountWaitingAsync(program, cancellationToken) >= most;

    private static string OrOfProgram(TurnTerms terms) =>
        terms.MaxWaitingOfProgram is { } most ? $", or {most} of all for whom the program asks (its owner's plan)" : "";

    /// <summary>When a job that is accepted now is expected to be done; null when nothing is known of such renders.</summary>
    public DateTimeOffset? ExpectedEnd(Guid turnId, string workflow, int priority, DateTimeOffset now) =>
        now + outlook.ExpectedDuration(turnId, workflow, priority);

    /// <summary>What waits counts as used, as far as it can be told how long it will take.</summary>
    private async Task EnsureWithinQuotaAsync(GetUsageQuery of, UserPlan plan, double waiting, CancellationToken cancellationToken)
    {
        if (plan is { GpuSecondsPerDay: null, GpuSecondsPerMonth: null })
        {
            return;
        }

        var usage = await mediator.Send(of, cancellationToken);
        var whose = of.OfEndUsers ? "The plan of the program that asks for you" : "Your plan";
        EnsureWithin(whose, "day", usage.Day, plan.GpuSecondsPerDay, waiting);
        EnsureWithin(whose, "month", usage.Month, plan.GpuSecondsPerMonth, waiting);
    }

    private void EnsureWithin(string whose, string period, PeriodUsage used, double? limit, double waiting)
    {
        if (!(used.GpuSeconds + waiting >= limit))
        {
            return;
        }

        throw new AppException(
            ErrorKind.TooMany, "quota_exceeded",
            $"{whose} gives {limit:0} seconds of rendering a {period}. {used.GpuSeconds:0} are used and {waiting:0} are expected of " +
            $"jobs that have not ended; it renews at {used.RenewsAt:u}.")
        {
            RetryAfter = used.RenewsAt - clock.GetUtcNow(),
            Details = new Dictionary<string, object?>
            {
                ["quota"] = new QuotaState(
                    period, "gpu_seconds", limit!.Value, Math.Round(used.GpuSeconds, 3), Math.Round(waiting, 3), used.RenewsAt),
            },
        };
    }
}

/// <summary>A limit that was reached.</summary>
/// <param name="Period">day or month, UTC.</param>
/// <param name="Of">What is limited.</param>
/// <param name="Limit">How much there is.</param>
/// <param name="Used">How much of it was used.</param>
/// <param name="Waiting">How much is expected of jobs that have not ended.</param>
/// <param name="RenewsAt">When there is as much again, UTC.</param>
internal sealed record QuotaState(string Period, string Of, double Limit, double Used, double Waiting, DateTimeOffset RenewsAt);
