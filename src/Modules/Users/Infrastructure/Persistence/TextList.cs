using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Users.Infrastructure.Persistence;

/// <summary>A few texts in one column, as a JSON array.</summary>
internal static class TextList
{
    public static void IsTextList(this PropertyBuilder<IReadOnlyList<string>> property) => property.HasConversion(
        texts => JsonSerializer.Serialize(texts, JsonSerializerOptions.Default),
        json => JsonSerializer.Deserialize<string[]>(json, JsonSerializerOptions.Default)!,
        new ValueComparer<IReadOnlyList<string>>((one, other) => one!.SequenceEqual(other!), value => value.Count, value => value));
}
