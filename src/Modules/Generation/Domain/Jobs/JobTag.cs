using System.Globalization;
using System.Text.Json;

namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>
/// A member of a job's metadata by which its owner finds it: one of the first 16 with such a name and value. Triggers make them of the
/// metadata (M0030), whoever stores the job.
/// </summary>
internal sealed class JobTag
{
    private const int LongestName = 50;
    private const int LongestValue = 100;
    private const long LargestNumber = 999_999_999_999_999_999;

    public required Guid UserId { get; init; }

    public required string Name { get; init; }

    public required string Value { get; init; }

    /// <summary>The job's number.</summary>
    public required long Sequence { get; init; }

    /// <summary>Whether the member is one that jobs can be found by, and its value: a text, digits, <c>true</c> or <c>false</c>.</summary>
    public static string? ValueOf(JsonProperty member) =>
        member.Name.EnumerateRunes().Count() <= LongestName ? ValueOf(member.Value) : null;

    private static string? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString()! is var text && text.EnumerateRunes().Count() <= LongestValue => text,
        JsonValueKind.Number when value.TryGetInt64(out var number) && number is >= -LargestNumber and <= LargestNumber =>
            number.ToString(CultureInfo.InvariantCulture),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
