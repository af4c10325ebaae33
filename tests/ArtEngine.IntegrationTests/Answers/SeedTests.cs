using System.Net;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Answers;

/// <summary>A seed that is drawn comes back the same from every language and fits the nodes that get it.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class SeedTests(SharedService shared) : IClassFixture<SharedService>
{
    private const ulong LargestOfJavaScript = (1UL << 53) - 1;

    private readonly Service _service = shared.Service;

    [Fact]
    public async Task A_drawn_seed_is_no_larger_than_JavaScript_holds()
    {
        var seeds = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => SeedAsync(_service, Jobs.Request())));
        seeds.ShouldAllBe(seed => seed <= LargestOfJavaScript);
        // Of 40 seeds of 53 bits hardly one hundredth of a percent of the sets has none of more than 50 bits.
        seeds.ShouldContain(seed => seed > 1UL << 50);
        seeds.Distinct().Count().ShouldBe(40);
    }

    [Fact]
    public async Task A_drawn_seed_is_no_larger_than_its_node_takes_and_a_given_one_is_left_to_the_node()
    {
        await using var comfy = await StubComfyUi.StartAsync();
        comfy.Inputs["KSampler"] = """{"seed":["INT",{"default":0,"min":0,"max":4294967295}],"steps":["INT",{"max":10000}]}""";
        await using var service = await Service.StartAsync(settings: [$"--ComfyUi:Servers:0:Url={comfy.Address}"]);
        var seeds = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SeedAsync(service, Jobs.Request())));
        seeds.ShouldAllBe(seed => seed <= uint.MaxValue);
        seeds.Distinct().Count().ShouldBe(20);
        (await SeedAsync(service, Jobs.Request(seed: 1UL << 40))).ShouldBe(1UL << 40);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("-1.0")]
    [InlineData("null")]
    [InlineData("\"-1\"")]
    public async Task Minus_one_and_null_draw_one(string seed)
    {
        var drawn = new HashSet<ulong>();
        for (var turn = 0; turn < 3; turn++)
        {
            drawn.Add(await SeedAsync(_service, Jobs.Request(seed: JsonElement.Parse(seed))));
        }

        drawn.Count.ShouldBe(3);
        drawn.ShouldAllBe(value => value <= LargestOfJavaScript);
    }

    [Fact]
    public async Task The_largest_seed_that_ComfyUI_takes_is_taken()
    {
        (await SeedAsync(_service, Jobs.Request(seed: ulong.MaxValue))).ShouldBe(ulong.MaxValue);
        using var beyond = await _service.Client.GenerateAsync(Jobs.Request(seed: JsonElement.Parse("18446744073709551616")));
        beyond.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<ulong> SeedAsync(Service service, object request) =>
        (await service.Client.SubmitAsync(request)).GetProperty("parameters").GetProperty("seed").GetUInt64();
}
