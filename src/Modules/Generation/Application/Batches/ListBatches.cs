using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Batches.Views;
using ArtEngine.Generation.Application.Library.Outputs;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>The caller's batches, newest first.</summary>
internal sealed record ListBatchesQuery(Guid UserId, string? Cursor, int Limit) : IRequest<BatchPage>;

internal sealed class ListBatchesValidator : AbstractValidator<ListBatchesQuery>
{
    public ListBatchesValidator()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, 50);
        RuleFor(query => query.Cursor).Must(cursor => cursor is null || PageCursor.Read(BatchPage.List, cursor) is not null)
            .WithMessage(PageCursor.Rule);
    }
}

internal sealed class ListBatchesHandler(IBatchList list, IBatches batches) : IRequestHandler<ListBatchesQuery, BatchPage>
{
    public async Task<BatchPage> Handle(ListBatchesQuery query, CancellationToken cancellationToken)
    {
        var after = query.Cursor is null ? null : PageCursor.Read(BatchPage.List, query.Cursor);
        var found = await list.PageAsync(query.UserId, after, query.Limit + 1, cancellationToken);
        var (page, last) = found.PageOf(query.Limit);
        var views = new List<BatchView>(page.Count);
        foreach (var batch in page)
        {
            views.Add(await batches.ViewAsync(batch, cancellationToken));
        }

        return new(views, last is null ? null : new PageCursor(last.CreatedAt, last.Id).Write(BatchPage.List));
    }
}

/// <summary>One page of a list of batches, newest first.</summary>
/// <param name="Batches">The batches.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> to get the next page; null on the last.</param>
internal sealed record BatchPage(IReadOnlyList<BatchView> Batches, string? NextCursor)
{
    /// <summary>What its cursors say they are of.</summary>
    public const string List = "batches";
}
