using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>
/// Refuses members that the type of a request's body does not have, all of them at once and each with the name that was
/// probably meant: what is dropped in silence looks like it was obeyed.
/// </summary>
internal static class StrictMembers
{
    private static readonly ConditionalWeakTable<object, Dictionary<string, JsonElement>> Unknown = [];

    /// <summary>
    /// For types of an Api layer; what other types read and write is not callers' to get wrong. Types that keep further members look at
    /// them themselves.
    /// </summary>
    public static void Apply(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || !IsOfAnApi(type.Type) || type.Properties.Any(property => property.IsExtensionData))
        {
            return;
        }

        string[] known = [.. type.Properties.Select(property => property.Name)];
        var unknown = type.CreateJsonPropertyInfo(typeof(Dictionary<string, JsonElement>), "unknown members");
        unknown.IsExtensionData = true;
        unknown.Get = target => Unknown.TryGetValue(target, out var found) ? found : null;
        unknown.Set = (target, found) => Unknown.AddOrUpdate(target, (Dictionary<string, JsonElement>)found!);
        type.Properties.Add(unknown);
        type.OnDeserialized = target =>
        {
            if (Unknown.TryGetValue(target, out var found))
            {
                throw new UnknownMembersException([.. found.Keys.Select(name => Error(name, known))]);
            }
        };
    }

    private static InputError Error(string name, string[] known) =>
        new($"/{JsonPointers.Escape(name)}", $"{Wording.Quote(name)} is not known here.{Wording.Known(name, known)}");

    private static bool IsOfAnApi(Type type) =>
        type.Namespace is { } name && name.StartsWith("ArtEngine.", StringComparison.Ordinal) && name.Split('.').Contains("Api");
}
