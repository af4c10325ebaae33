using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Outputs;

/// <summary>Which outputs of a user to list; what is null chooses nothing.</summary>
/// <param name="Workflow">Those of jobs of this workflow.</param>
/// <param name="Type">Those of this type: <c>image, video, audio, text, 3d</c> or <c>file</c>.</param>
/// <param name="IsFavourite">Favourites; with false those that are none.</param>
/// <param name="From">Those stored then or later.</param>
/// <param name="Until">Those stored before.</param>
/// <param name="FolderId">Those in this folder.</param>
/// <param name="Text">Those of jobs that have, for each word of this text, one that begins with it.</param>
internal sealed record OutputChoice(
    string? Workflow = null, string? Type = null, bool? IsFavourite = null, DateTimeOffset? From = null, DateTimeOffset? Until = null,
    Guid? FolderId = null, string? Text = null)
{
    /// <summary>More words than these are refused.</summary>
    public const int MostWords = 20;

    /// <summary>The words of the text, as they are indexed.</summary>
    public IReadOnlyList<string> WordsOf(Guid userId) => Text is null ? [] : SearchWords.Of(userId, [Text], MostWords + 1);
}
