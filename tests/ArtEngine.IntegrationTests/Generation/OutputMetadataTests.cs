using System.Text;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

[Trait(Stack.Trait, Stack.Embedded)]
public sealed class OutputMetadataTests
{
    [Theory]
    [InlineData("strip")]
    [InlineData("minimal")]
    public async Task A_picture_is_handed_out_without_the_graph_when_the_operator_says_so(string metadata)
    {
        await using var service = await Service.StartAsync(settings: [$"--Generation:OutputMetadata={metadata}"]);
        var job = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync(Jobs.Request("a secret prompt"))).Text("id"));
        var output = job.GetProperty("outputs")[0];
        var picture = await service.Client.GetByteArrayAsync(output.Text("url"));
        picture.Length.ShouldBe(output.GetProperty("size_bytes").GetInt32());
        output.Text("hash").ShouldBe($"sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(picture))}");
        Encoding.Latin1.GetString(picture).ShouldNotContain("prompt");
        ComfySimulator.Painting.PngReader.Read(picture).ShouldNotBeNull("it is a picture still");
    }
}
