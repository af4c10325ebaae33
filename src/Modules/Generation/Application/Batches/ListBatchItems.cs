using System.Globalization;
using System.Text.Json;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Batches.Views;
using ArtEngine.Generation.Domain.Batches;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>The items of a batch of the caller, in their order.</summary>
internal sealed record ListBatchItemsQuery(Guid Id, Guid UserId, string? Cursor, int Limit) : IRequest<BatchItemPage>;

internal sealed class ListBatchItemsValidator : AbstractValidator<ListBatchItemsQuery>
{
    public ListBatchItemsValidator()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, 500);
        RuleFor(query => query.Cursor)
            .Must(cursor => cursor is null || int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .WithMessage("Take next_cursor of the page before.");
    }
}

internal sealed class ListBatchItemsHandler(IBatches batches) : IRequestHandler<ListBatchItemsQuery, BatchItemPage>
{
    public async Task<BatchItemPage> Handle(ListBatchItemsQuery query, CancellationToken cancellationToken)
    {
        var batch = await batches.RequireAsync(query.Id, query.UserId, cancellationToken);
        var from = query.Cursor is null ? 0 : int.Parse(query.Cursor, CultureInfo.InvariantCulture);
        // A page may be shorter than asked for: it ends where the next part of the batch begins.
        var items = (await batches.ReadAsync(batch.Id, from, cancellationToken)).Take(query.Limit).ToList();
        var jobs = (await batches.JobsAsync(batch.Id, from, items.Count, cancellationToken)).ToDictionary(job => job.Index);
        var end = from + items.Count;
        return new(
            [.. items.Select((item, i) => View(batch, from + i, jobs.GetValueOrDefault(from + i), item))],
            items.Count > 0 && end < batch.ItemCount ? end.ToString(CultureInfo.InvariantCulture) : null);
    }

    private static BatchItemView View(Batch batch, int index, BatchJob? job, Dictionary<string, JsonElement> parameters)
    {
        var status = job is not null ? JsonNamingPolicy.SnakeCaseLower.ConvertName(job.Status.ToString())
            : index < batch.NextItem ? "deleted"
            : batch.CanceledAt is null ? "queued"
            : "canceled";
        return new(index, status, job?.JobId, parameters);
    }
}
