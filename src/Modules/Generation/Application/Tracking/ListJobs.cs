using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Tracking;

/// <summary>The caller's jobs, newest first.</summary>
internal sealed record ListJobsQuery(Guid UserId, IReadOnlyList<JobStatus> Statuses, string? Workflow, string? Cursor, int Limit)
    : IRequest<JobPage>
{
    /// <summary>A JSON object whose members the metadata of the jobs must have; null for any metadata.</summary>
    public string? Metadata { get; init; }

    /// <summary>
    /// Whether jobs are shown without parameters that are large. If not, a page ends before the first job for whose parameters no room
    /// is left.
    /// </summary>
    public bool OmitsLarge { get; init; }
}

internal sealed class ListJobsValidator : AbstractValidator<ListJobsQuery>
{
    public ListJobsValidator()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, 100);
        RuleFor(query => query.Cursor).Must(SequenceCursor.Is).WithMessage(SequenceCursor.Rule);
        RuleFor(query => query.Metadata).Must(json => json is null || TagFilter.Read(json) is not null).WithMessage(TagFilter.Rule);
    }
}

internal sealed class ListJobsHandler(IJobReads jobs, JobViews views) : IRequestHandler<ListJobsQuery, JobPage>
{
    public async Task<JobPage> Handle(ListJobsQuery query, CancellationToken cancellationToken)
    {
        var before = SequenceCursor.Read(query.Cursor);
        var filter = new JobFilter(query.UserId, query.Statuses, query.Workflow, before, query.Limit + 1)
        {
            Tags = query.Metadata is null ? [] : TagFilter.Read(query.Metadata)!,
            OmitsLarge = query.OmitsLarge,
        };
        var found = await jobs.ListAsync(filter, cancellationToken);
        var (page, last) = query.OmitsLarge ? found.PageOf(query.Limit) : JobPage.Cut(found, query.Limit);
        var shown = new List<JobView>(page.Count);
        foreach (var job in page)
        {
            shown.Add(await views.ViewAsync(job, cancellationToken));
        }

        return new(shown, last is null ? null : SequenceCursor.Write(last.Sequence));
    }
}
