using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Api.Tracking;

internal static class JobStatuses
{
    private static readonly Dictionary<string, JobStatus> ByWord =
        Enum.GetValues<JobStatus>().ToDictionary(status => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString()));

    /// <summary>Reads words separated by commas.</summary>
    public static IReadOnlyList<JobStatus> Parse(string? words) =>
        [.. (words ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ParseWord)];

    private static JobStatus ParseWord(string word) => ByWord.TryGetValue(word, out var status)
        ? status
        : throw new AppException(
            ErrorKind.Invalid, "invalid_request", "The query of the address is not right; see errors.")
        {
            Errors = [new("/status", $"There is no status {Wording.Quote(word)}.{Wording.Known(word, [.. ByWord.Keys])}")],
        };
}
