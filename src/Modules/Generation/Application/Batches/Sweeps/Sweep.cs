using System.Text.Json;
using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Batches.Sweeps;

/// <summary>Which values to try: a list of items, or values by parameter, which are combined or taken side by side.</summary>
/// <param name="Items">The items themselves.</param>
/// <param name="Product">Values by parameter; every combination is an item.</param>
/// <param name="Zip">Values by parameter, equally many of each; the first ones are an item, the second ones, and so on.</param>
/// <param name="Count">How often each item is made, each time with seeds of its own.</param>
internal sealed record Sweep(
    IReadOnlyList<Dictionary<string, JsonElement>>? Items,
    IReadOnlyDictionary<string, IReadOnlyList<JsonElement>>? Product,
    IReadOnlyDictionary<string, IReadOnlyList<JsonElement>>? Zip,
    int Count)
{
    /// <summary>Items of one batch.</summary>
    public const int Most = 10_000;

    /// <summary>Throws 422 when it makes no sense or more than <see cref="Most"/> items, before any is made.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> Expand()
    {
        if (new object?[] { Items, Product, Zip }.Count(given => given is not null) > 1)
        {
            throw Refusal("/items", "Give one of items, product and zip.");
        }

        var size = Size();
        if (size == 0 || size * Count > Most)
        {
            throw new AppException(
                ErrorKind.Invalid, "too_many_items",
                size == 0 ? "The batch has no items." : $"The batch has {size * Count} items; {Most} may be at most.");
        }

        var once = Items ?? (Product is { } product ? Combine(product) : Zip is { } zip ? SideBySide(zip, (int)size) : [[]]);
        return [.. once.SelectMany(item => Enumerable.Repeat(item, Count))];
    }

    /// <summary>How many there are without <see cref="Count"/>; no number is too large for it.</summary>
    private decimal Size()
    {
        if (Items is { } items)
        {
            return items.Count;
        }

        if (Product is { } product)
        {
            // Stops where it is too much already: what is multiplied may be endless.
            return product.Values.Aggregate(product.Count == 0 ? 0m : 1m, (size, values) => size > Most ? size : size * values.Count);
        }

        if (Zip is not { } zip)
        {
            return 1;
        }

        return zip.Values.Select(values => values.Count).Distinct().Count() <= 1
            ? zip.Values.FirstOrDefault()?.Count ?? 0
            : throw Refusal("/zip", "The lists must have equally many values.");
    }

    private static List<Dictionary<string, JsonElement>> Combine(IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> product) =>
        product.Aggregate(
            new List<Dictionary<string, JsonElement>> { new() },
            (items, axis) => [.. items.SelectMany(item => axis.Value.Select(
                value => new Dictionary<string, JsonElement>(item) { [axis.Key] = value }))]);

    private static List<Dictionary<string, JsonElement>> SideBySide(
        IReadOnlyDictionary<string, IReadOnlyList<JsonElement>> zip, int count) =>
        [.. Enumerable.Range(0, count).Select(i => zip.ToDictionary(axis => axis.Key, axis => axis.Value[i]))];

    private static AppException Refusal(string pointer, string detail) =>
        new(ErrorKind.Invalid, "invalid_request", detail) { Errors = [new(pointer, detail)] };
}
