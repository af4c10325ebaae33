using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

[Trait(Stack.Trait, Stack.Embedded)]
public sealed class OutputMetadataTests
{
    [Theory]
    [InlineData("strip")]
    [InlineData("minimal")]
    public async Task A_picture_is_handed_out_without_the_graph_when_the_operator_says_so_unless_its_workflow_does_not(string metadata)
    {
        using var workflows = TempFolder.WithShippedWorkflows();
        Copy(workflows, "keep");
        await using var service = await Service.StartAsync(
            settings: [$"--Generation:OutputMetadata={metadata}", $"--Workflows:Path={workflows.Path}"]);
        var (output, picture) = await MakeAsync(service, "txt2img");
        picture.Length.ShouldBe(output.GetProperty("size_bytes").GetInt32());
        output.Text("hash").ShouldBe($"sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(picture))}");
        Encoding.Latin1.GetString(picture).ShouldNotContain("prompt");
        ComfySimulator.Painting.PngReader.Read(picture).ShouldNotBeNull("it is a picture still");

        Encoding.Latin1.GetString((await MakeAsync(service, "keep")).Picture).ShouldContain("a secret prompt");
    }

    /// <summary>A workflow that says of itself what its pictures tell.</summary>
    private static void Copy(TempFolder workflows, string metadata)
    {
        File.Copy(Path.Combine(workflows.Path, "txt2img.json"), Path.Combine(workflows.Path, $"{metadata}.json"));
        var parameters = JsonNode.Parse(File.ReadAllText(Path.Combine(workflows.Path, "txt2img.params.json")))!;
        parameters["metadata"] = metadata;
        File.WriteAllText(Path.Combine(workflows.Path, $"{metadata}.params.json"), parameters.ToJsonString());
    }

    private static async Task<(JsonElement Output, byte[] Picture)> MakeAsync(Service service, string workflow)
    {
        var submitted = await service.Client.SubmitAsync(
            new { workflow_name = workflow, parameters = new { prompt = "a secret prompt", width = 64, height = 64, steps = 2 } });
        var output = (await service.Client.WaitForEndAsync(submitted.Text("id"))).GetProperty("outputs")[0];
        return (output, await service.Client.GetByteArrayAsync(output.Text("url")));
    }
}
