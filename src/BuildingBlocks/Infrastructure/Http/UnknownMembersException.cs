using System.Text.Json;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>An object of a request's body has members that it may not have.</summary>
/// <param name="errors">One for each; their pointers begin at the object, whose place is the exception's path.</param>
internal sealed class UnknownMembersException(IReadOnlyList<InputError> errors) : JsonException("There are unknown members.")
{
    /// <summary>The same with pointers that begin at the body.</summary>
    public IReadOnlyList<InputError> Errors =>
        [.. errors.Select(error => error with { Pointer = JsonPointers.OfPath(Path) + error.Pointer })];
}
