using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Outputs;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>The caller's outputs, newest first.</summary>
internal sealed record ListOutputsQuery(Guid UserId, OutputChoice Choice, string? Cursor, int Limit) : IRequest<OutputPage>;

internal sealed class ListOutputsValidator : AbstractValidator<ListOutputsQuery>
{
    public ListOutputsValidator()
    {
        RuleFor(query => query.Limit).InclusiveBetween(1, 100);
        RuleFor(query => query.Cursor).Must(cursor => cursor is null || PageCursor.Read(OutputPage.List, cursor) is not null)
            .WithMessage(PageCursor.Rule);
        RuleFor(query => query.Choice.Text)
            .Must((query, text) => text is null || query.Choice.WordsOf(query.UserId).Count is > 0 and <= OutputChoice.MostWords)
            .WithMessage($"Give 1 to {OutputChoice.MostWords} words of letters and digits.").OverridePropertyName("text");
    }
}

internal sealed class ListOutputsHandler(IOutputs outputs, OutputLinks links) : IRequestHandler<ListOutputsQuery, OutputPage>
{
    public async Task<OutputPage> Handle(ListOutputsQuery query, CancellationToken cancellationToken)
    {
        var after = query.Cursor is null ? null : PageCursor.Read(OutputPage.List, query.Cursor);
        var found = await outputs.ListAsync(query.UserId, query.Choice, after, query.Limit + 1, cancellationToken);
        var (page, last) = found.PageOf(query.Limit);
        return new(
            [.. page.Select(output => OutputView.Of(output, links))],
            last is null ? null : new PageCursor(last.CreatedAt, last.Id).Write(OutputPage.List));
    }
}

/// <summary>One page of a list of outputs, newest first.</summary>
/// <param name="Outputs">The outputs.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> to get the next page; null on the last.</param>
internal sealed record OutputPage(IReadOnlyList<OutputView> Outputs, string? NextCursor)
{
    /// <summary>What its cursors say they are of.</summary>
    public const string List = "outputs";
}
