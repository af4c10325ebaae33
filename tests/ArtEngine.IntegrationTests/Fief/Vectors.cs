using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Fief;

/// <summary>Deliveries of a real Fief server, and others that are each one change away from one; each with its own clock.</summary>
internal static class Vectors
{
    public static IReadOnlyList<JsonElement> Webhooks { get; } = [.. Read("webhooks.json").GetProperty("vectors").EnumerateArray()];

    public static IReadOnlyList<JsonElement> Sequences { get; } =
        [.. Read("webhook_sequences.json").GetProperty("sequences").EnumerateArray()];

    /// <summary>The body as text of a vector that Fief sent.</summary>
    public static string Body(string id) =>
        System.Text.Encoding.UTF8.GetString(
            Webhooks.Single(vector => vector.Text("id") == id).GetProperty("request").GetProperty("body_base64").GetBytesFromBase64());

    public static IReadOnlyList<(string Name, string Value)> Headers(JsonElement request) =>
        [.. request.GetProperty("headers").EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!))];

    private static JsonElement Read(string file) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(ServerProcess.Root, "tests", "captures", "fief", file))).RootElement;
}
