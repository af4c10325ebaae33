using System.Text.Json;

namespace ArtEngine.Generation.Application.Batches.Views;

/// <summary>One item of a batch.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Status">
/// That of its job; <c>queued</c> or <c>canceled</c> before it has one, <c>deleted</c> when it has none any more.
/// </param>
/// <param name="JobId">Its job; null when it has none.</param>
/// <param name="Parameters">The parameters that are its own.</param>
internal sealed record BatchItemView(int Index, string Status, Guid? JobId, IReadOnlyDictionary<string, JsonElement> Parameters);

/// <summary>One page of the items of a batch, in their order.</summary>
/// <param name="Items">The items.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> to get the next page; null on the last.</param>
internal sealed record BatchItemPage(IReadOnlyList<BatchItemView> Items, string? NextCursor);
