using Microsoft.AspNetCore.Http;

namespace ArtEngine.Bench.Hostile;

/// <summary>The names that the routes of ComfyUI have here.</summary>
internal static class Routes
{
    public const string Prompt = "prompt";
    public const string Probe = "probe";
    public const string History = "history";
    public const string View = "view";
    public const string ObjectInfo = "object_info";
    public const string Socket = "ws";
    public const string Other = "other";

    public static IReadOnlyList<string> All { get; } =
        [Prompt, Probe, "queue", History, View, ObjectInfo, "upload", "cancel", "interrupt", "free", Socket, Other];

    /// <summary>Probe is <c>GET /prompt</c>, which tells whether the server is there.</summary>
    public static string Of(HttpRequest request)
    {
        var parts = PartsOf(request.Path);
        return parts switch
        {
            ["prompt"] => HttpMethods.IsPost(request.Method) ? Prompt : Probe,
            ["jobs", _, "cancel"] => "cancel",
            [var first, ..] when All.Contains(first) => first,
            _ => Other,
        };
    }

    /// <summary>The last part of the path: a prompt's id, or a node's class.</summary>
    public static string? ArgumentOf(HttpRequest request) => PartsOf(request.Path) switch
    {
        ["history" or "object_info", var argument] => argument,
        ["jobs", var id, "cancel"] => id,
        _ => null,
    };

    private static string[] PartsOf(PathString path)
    {
        var parts = path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts is ["api", ..] ? parts[1..] : parts;
    }
}
