using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Jobs.Storage;

/// <summary>What is asked of the metadata of jobs, as callers write it: an object whose members a job's metadata must have.</summary>
internal static class TagFilter
{
    /// <summary>What is said of another text.</summary>
    public const string Rule =
        "Give a JSON object of 1 to 4 members, as {\"project\":\"aurora\"}: names of at most 50 characters with texts of at most 100, " +
        "whole numbers, true or false.";

    private const int Most = 4;

    /// <summary>The members with their values as tags have them; null when the text is no such object.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>>? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<KeyValuePair<string, string>>? Read(JsonElement filter)
    {
        if (filter.ValueKind != JsonValueKind.Object || StorableText.FindFault(filter) is not null)
        {
            return null;
        }

        var tags = filter.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, JobTag.ValueOf(member)!)).ToList();
        return tags.Count is > 0 and <= Most && tags.TrueForAll(tag => tag.Value is not null) ? tags : null;
    }
}
