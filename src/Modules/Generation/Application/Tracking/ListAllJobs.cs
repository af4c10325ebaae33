using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Tracking;

/// <summary>The jobs of all users, newest first.</summary>
/// <param name="UserId">Only of this user; null for all.</param>
/// <param name="Statuses">Only with one of these; empty for all. Without a user only those that have not ended.</param>
/// <param name="Workflow">Only of this workflow, for a user; null for all.</param>
/// <param name="Cursor">The page before said it.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record ListAllJobsQuery(Guid? UserId, IReadOnlyList<JobStatus> Statuses, string? Workflow, string? Cursor, int Limit)
    : IRequest<OwnedJobPage>;

internal sealed class ListAllJobsValidator : AbstractValidator<ListAllJobsQuery>
{
    private static readonly JobStatus[] Open = [JobStatus.Queued, JobStatus.Running, JobStatus.Canceling];

    public ListAllJobsValidator()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, 100);
        RuleFor(query => query.Cursor).Must(SequenceCursor.Is).WithMessage(SequenceCursor.Rule);
        RuleFor(query => query.Workflow).Null().When(query => query.UserId is null).WithMessage("Give user, too.");
        RuleFor(query => query.Statuses).Must(statuses => statuses.All(status => Open.Contains(status))).When(query => query.UserId is null)
            .WithMessage("Of all users only queued, running and canceling can be asked for; give user, too.");
    }
}

/// <summary>Some jobs and whose they are.</summary>
/// <param name="Jobs">Newest first.</param>
/// <param name="NextCursor">For those that follow; null when these are the last.</param>
internal sealed record OwnedJobPage(IReadOnlyList<OwnedJob> Jobs, string? NextCursor);

/// <summary>A job and whose it is.</summary>
/// <param name="UserId">Its owner.</param>
/// <param name="Job">As its owner sees it.</param>
internal sealed record OwnedJob(Guid UserId, JobView Job);

internal sealed class ListAllJobsHandler(IJobReads jobs, JobViews views) : IRequestHandler<ListAllJobsQuery, OwnedJobPage>
{
    public async Task<OwnedJobPage> Handle(ListAllJobsQuery query, CancellationToken cancellationToken)
    {
        var before = SequenceCursor.Read(query.Cursor);
        var found = query.UserId is { } user
            ? await jobs.ListAsync(new(user, query.Statuses, query.Workflow, before, query.Limit + 1), cancellationToken)
            : await jobs.ListAllAsync(query.Statuses, before, query.Limit + 1, cancellationToken);
        var (page, last) = JobPage.Cut(found, query.Limit);
        var shown = new List<OwnedJob>(page.Count);
        foreach (var job in page)
        {
            shown.Add(new(job.UserId, await views.ViewAsync(job, cancellationToken)));
        }

        return new(shown, last is null ? null : SequenceCursor.Write(last.Sequence));
    }
}
