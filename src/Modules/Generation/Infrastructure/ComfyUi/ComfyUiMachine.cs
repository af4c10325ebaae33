using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Servers;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Reads what a server runs on.</summary>
internal static class ComfyUiMachine
{
    private const int MaxDevices = 64;
    private const int LongestName = 200;

    public static Task<ServerMachine> ReadAsync(ComfyUiHttp http, CancellationToken cancellationToken) =>
        http.AskAsync(Subject.One, new(HttpMethod.Get, "system_stats"), Read, cancellationToken);

    private static ServerMachine Read(JsonElement told)
    {
        var system = Member(told, "system");
        return new(TextIn(system, "comfyui_version"), BytesIn(system, "ram_total"), BytesIn(system, "ram_free"), Devices(told));
    }

    private static IReadOnlyList<ServerDevice> Devices(JsonElement told) =>
        Member(told, "devices") is not { ValueKind: JsonValueKind.Array } devices
            ? []
            : [.. devices.EnumerateArray().Take(MaxDevices).Select(
                device => new ServerDevice(TextIn(device, "name") ?? "", BytesIn(device, "vram_total"), BytesIn(device, "vram_free")))];

    private static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;

    private static string? TextIn(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } text ? ForeignText.Clean(text.GetString()!, LongestName) : null;

    private static long? BytesIn(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var bytes) ? bytes : null;
}
