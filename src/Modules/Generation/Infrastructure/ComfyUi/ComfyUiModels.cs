using System.Text.Json;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Reads which model files a server has, by the folders that it keeps them in.</summary>
internal static class ComfyUiModels
{
    private const int MaxKinds = 200;
    private const int MaxFiles = 50_000;

    /// <summary>Code and settings lie among the models.</summary>
    private static readonly string[] NoModels = ["custom_nodes", "configs"];

    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadAsync(
        ComfyUiHttp http, CancellationToken cancellationToken)
    {
        var byKind = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var kind in (await ListAsync(http, "models", MaxKinds, cancellationToken)).Except(NoModels))
        {
            var files = await ListAsync(http, $"models/{Uri.EscapeDataString(kind)}", MaxFiles, cancellationToken);
            if (files.Count > 0)
            {
                byKind[kind] = files;
            }
        }

        return byKind;
    }

    private static async Task<IReadOnlyList<string>> ListAsync(
        ComfyUiHttp http, string path, int atMost, CancellationToken cancellationToken) =>
        await http.AskAsync(
            Subject.One, new(HttpMethod.Get, path), json => Texts(json, atMost), cancellationToken, JsonValueKind.Array);

    private static List<string> Texts(JsonElement list, int atMost) =>
        [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).Take(atMost)];
}
