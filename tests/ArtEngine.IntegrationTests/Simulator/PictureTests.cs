using System.Diagnostics;
using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Painting;
using ArtEngine.IntegrationTests.Simulator.Replay;

namespace ArtEngine.IntegrationTests.Simulator;

[Trait(Stack.Trait, Stack.Embedded)]
public sealed class PictureTests
{
    /// <summary>Results that a graph finds kept are dropped while its other nodes run, when there is room for so few.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_graph_that_shares_nodes_with_the_last_one_is_rendered_however_few_results_are_kept(int kept)
    {
        await using var client = await SimulatorClient.StartAsync(options => options.CachedResults = kept);
        foreach (var seed in new[] { "1", "2", "2", "3" })
        {
            (await client.RenderAsync(TestGraphs.TextToImage(seed: seed))).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public async Task A_picture_opens_and_has_the_size_of_its_graph()
    {
        await using var client = await SimulatorClient.StartAsync();

        var (width, height, scanlines) = PngText.Open(await client.RenderAsync(TestGraphs.TextToImage(width: 200, height: 120)));

        (width, height).ShouldBe((200, 120));
        scanlines.Length.ShouldBe(120 * (1 + 200 * 3));
        Enumerable.Range(0, height).ShouldAllBe(row => scanlines[row * (1 + width * 3)] <= 4);
    }

    [Fact]
    public async Task A_modern_workflow_renders_its_batch_scaled()
    {
        await using var client = await SimulatorClient.StartAsync();

        var entry = await client.EndOfAsync(await client.SubmitAsync(TestGraphs.Flux(width: 128, height: 64)));

        var images = entry["outputs"]!["14"]!["images"]!.AsArray();
        images.Count.ShouldBe(2);
        images[0]!["subfolder"]!.ToString().ShouldBe("flux");
        var (width, height, _) =
            PngText.Open(await client.Http.GetByteArrayAsync($"/view?filename={images[1]!["filename"]}&subfolder=flux"));
        (width, height).ShouldBe((192, 96));
    }

    [Fact]
    public async Task The_same_graph_paints_the_same_bytes_on_another_server()
    {
        await using var one = await SimulatorClient.StartAsync();
        await using var other = await SimulatorClient.StartAsync();

        (await one.RenderAsync(TestGraphs.TextToImage())).ShouldBe(await other.RenderAsync(TestGraphs.TextToImage()));
    }

    [Theory]
    [InlineData("a quiet harbour", "43")]
    [InlineData("a quiet harbour", "18446744073709551615")]
    [InlineData("a loud harbour", "42")]
    public async Task Another_seed_or_prompt_paints_other_pixels(string words, string seed)
    {
        await using var client = await SimulatorClient.StartAsync();
        var first = PngText.Open(await client.RenderAsync(TestGraphs.TextToImage(height: 256)));

        var second = PngText.Open(await client.RenderAsync(TestGraphs.TextToImage(words, seed, height: 256)));

        second.Scanlines.ShouldNotBe(first.Scanlines);
    }

    [Fact]
    public async Task A_picture_carries_its_graph_and_the_notes_of_the_client()
    {
        await using var client = await SimulatorClient.StartAsync();
        var graph = TestGraphs.TextToImage("Привет, ünïcode", seed: "18446744073709551615");

        var texts = PngText.TextsOf(await client.RenderAsync(graph, """{"extra_pnginfo": {"workflow": {"id": "w1", "scale": 1.0}}}"""));

        texts.Keys.ShouldBe(["prompt", "workflow"]);
        JsonNode.DeepEquals(JsonNode.Parse(texts["prompt"]), JsonNode.Parse(graph)).ShouldBeTrue(texts["prompt"]);
        texts["prompt"].ShouldContain("18446744073709551615");
        texts["workflow"].ShouldBe("""{"id":"w1","scale":1.0}""");
    }

    [Fact]
    public async Task A_plain_colour_stays_that_colour_but_says_simulated()
    {
        await using var client = await SimulatorClient.StartAsync();

        var (width, height, scanlines) = PngText.Open(await client.RenderAsync(TestGraphs.Plain(0x3366CC, 200, 100)));

        // The first row is a difference to nothing: the colour itself. Further down there are letters.
        scanlines[1..4].ShouldBe([0x33, 0x66, 0xCC]);
        scanlines[(1 + width * 3)..].Count(value => value is not (0 or 2)).ShouldBeGreaterThan(500);
        height.ShouldBe(100);
    }

    [Fact]
    public void What_is_written_can_be_read()
    {
        var picture = new Landscape(64, 48, seed: 1, words: 2);

        var read = PngReader.Read(PngWriter.ToBytes(picture))!;

        (read.Width, read.Height).ShouldBe((64, 48));
        var (wanted, found) = (new byte[64 * 3], new byte[64 * 3]);
        for (var y = 0; y < 48; y++)
        {
            picture.ReadRow(y, wanted);
            read.ReadRow(y, found);
            found.ShouldBe(wanted);
        }
    }

    [Fact]
    public void Painting_a_megapixel_is_no_work_to_speak_of()
    {
        // About 50 ms in a release build. The best of a few, with a wide margin: tests run beside other things.
        var best = Enumerable.Range(0, 4).Min(seed =>
        {
            var watch = Stopwatch.StartNew();
            PngWriter.ToBytes(new Labelled(new Landscape(1024, 1024, (ulong)seed, words: 6), "a quiet harbour"));
            return watch.Elapsed;
        });

        best.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }
}
