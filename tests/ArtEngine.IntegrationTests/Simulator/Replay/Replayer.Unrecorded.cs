using System.Text.Json.Nodes;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <content>What was done beside the recorded conversation.</content>
internal sealed partial class Replayer
{
    /// <summary>Some notes stand for something that was done but not recorded.</summary>
    private async Task ActAsync(string note)
    {
        switch (note)
        {
            case "/api/ws works too":
                await OpenAsync("viaapi", "viaapi", "/api/ws");
                return;
            case "weird clientId, url-encoded":
                await OpenAsync("weird", "a b/ü");
                return;
            case var lower when lower.Contains("?clientid=", StringComparison.Ordinal):
                await OpenAsync("lower", null, "/ws");
                return;
            case var aborted when aborted.StartsWith("sent POST /prompt", StringComparison.Ordinal):
                await AbortedRequest.SendAsync(server.Address, AbortedPrompt(), isRead: () => server.Log.Count > 0);
                return;
            case "half a body, then close":
                await AbortedRequest.SendAsync(server.Address, AbortedPrompt());
                return;
        }

        await DeleteFilesAsync(note);
    }

    /// <summary>What was sent can be seen in the history that was read later.</summary>
    private string AbortedPrompt()
    {
        var item = conversation.Select(entry => entry["res"]?["json"]).OfType<JsonObject>().First(answer => answer.Count == 1);
        var (id, prompt) = (item.First().Key, item.First().Value!["prompt"]!);
        ids.Learn("id", id, id);
        return new JsonObject
        {
            ["prompt"] = prompt[2]!.DeepClone(),
            ["client_id"] = prompt[3]!["client_id"]!.DeepClone(),
            ["prompt_id"] = id,
        }.ToJsonString();
    }

    private async Task DeleteFilesAsync(string note)
    {
        if (note.StartsWith("temp file deleted", StringComparison.Ordinal))
        {
            await CatchUpAsync(note);
            DeleteFiles("temp");
        }

        // Here the note came before the file, and the file went after its job was looked at.
        deletesAfterHistory = note.StartsWith("output file deleted", StringComparison.Ordinal);
    }

    private void DeleteFiles(string type)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(server.Folder, type), "*", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }
    }
}
