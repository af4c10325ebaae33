using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Library.Uploads;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Library;

/// <summary>The caller's input pictures, newest first.</summary>
internal sealed record ListUploadsQuery(Guid UserId, string? Cursor, int Limit) : IRequest<UploadPage>;

internal sealed class ListUploadsValidator : AbstractValidator<ListUploadsQuery>
{
    public ListUploadsValidator()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, 100);
        RuleFor(query => query.Cursor).Must(cursor => cursor is null || PageCursor.Read(UploadPage.List, cursor) is not null)
            .WithMessage(PageCursor.Rule);
    }
}

internal sealed class ListUploadsHandler(IUploadList uploads, IOptions<UploadOptions> options)
    : IRequestHandler<ListUploadsQuery, UploadPage>
{
    public async Task<UploadPage> Handle(ListUploadsQuery query, CancellationToken cancellationToken)
    {
        var after = query.Cursor is null ? null : PageCursor.Read(UploadPage.List, query.Cursor);
        var found = await uploads.ListAsync(query.UserId, after, query.Limit + 1, cancellationToken);
        var (page, last) = found.PageOf(query.Limit);
        return new(
            [.. page.Select(upload => UploadView.Of(upload, options.Value))],
            last is null ? null : new PageCursor(last.CreatedAt, last.Id).Write(UploadPage.List));
    }
}

/// <summary>One page of a list of input pictures, newest first.</summary>
/// <param name="Uploads">The pictures.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> to get the next page; null on the last.</param>
internal sealed record UploadPage(IReadOnlyList<UploadView> Uploads, string? NextCursor)
{
    /// <summary>What its cursors say they are of.</summary>
    public const string List = "uploads";
}
