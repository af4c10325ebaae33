using System.Globalization;
using System.Text.Json;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;
using ArtEngine.Users.Infrastructure.Identity;
using Microsoft.AspNetCore.Http;
using NetVips;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>What is rendered passes through, however large it is.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class LargeOutputTests
{
    private const long MayGrow = 64L << 20;

    [Fact]
    public Task A_gigabyte_passes_through_the_host_with_little_memory() => PassAsync(1 << 30, tellsLength: false);

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task A_large_file_passes_through_the_host_to_an_S3_server_and_back_with_little_memory()
    {
        using var bucket = new TestBucket();
        // No larger, because the server of the tests keeps everything in memory, and deleted files for hours.
        await PassAsync(256 << 20, tellsLength: true, bucket.Settings());
    }

    [Fact]
    public async Task A_hundred_small_ones_of_pictures_with_24_megapixels_are_made_with_little_memory()
    {
        const int Pictures = 10;
        const long MayGrowBy = 256L << 20;
        await using var comfy = await StubComfyUi.StartAsync();
        var files = Enumerable.Range(0, Pictures).Select(number => new { filename = $"{number}.png", subfolder = "", type = "output" });
        comfy.Outputs = JsonSerializer.Serialize(new Dictionary<string, object> { ["7"] = new { images = files } });
        var picture = LargePicture();
        comfy.OnView = _ => Results.Bytes(picture, "image/png");
        using var data = new TempFolder(onRealServers: false);
        await using var host = await ServerProcess.StartHostAsync(data, comfy.Address);
        using var client = await ClientOfAsync(host, data);
        var job = await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"));
        var outputs = job.GetProperty("outputs").EnumerateArray().Select(output => output.Text("url")).ToList();
        outputs.Count.ShouldBe(Pictures);
        (await client.GetAsync($"{outputs[0]}?w=64")).EnsureSuccessStatusCode();

        var before = PeakMemory(host);
        // Widths that nobody else asks for are not kept: each is made anew. Unpacked, each picture takes 72 MB.
        var wanted = outputs.SelectMany(output => Enumerable.Range(0, 100 / Pictures).Select(number => $"{output}?w={211 + number}"));
        await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (address, stop) =>
        {
            var small = await client.GetByteArrayAsync(address, stop);
            PictureSize.Read(small)!.Value.Width.ShouldBe(int.Parse(address.Split('=')[^1], CultureInfo.InvariantCulture));
        });
        (PeakMemory(host) - before).ShouldBeLessThan(MayGrowBy);
    }

    private static async Task PassAsync(int size, bool tellsLength, params string[] settings)
    {
        await using var comfy = await StubComfyUi.StartAsync();
        using var data = new TempFolder(onRealServers: false);
        await using var host = await ServerProcess.StartHostAsync(data, comfy.Address, arguments: settings);
        using var client = await ClientOfAsync(host, data);
        for (var warm = 0; warm < 5; warm++)
        {
            await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"));
        }

        var before = PeakMemory(host);
        comfy.OnView = _ => new Video(size, tellsLength);
        var job = await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"));
        using var download = await client.GetAsync(job.GetProperty("outputs")[0].Text("url"), HttpCompletionOption.ResponseHeadersRead);
        await download.Content.CopyToAsync(Stream.Null);

        job.GetProperty("outputs")[0].GetProperty("size_bytes").GetInt64().ShouldBe(size);
        (PeakMemory(host) - before).ShouldBeLessThan(MayGrow);
    }

    private static async Task<HttpClient> ClientOfAsync(ServerProcess host, TempFolder data) => new()
    {
        BaseAddress = host.Address,
        Timeout = TimeSpan.FromMinutes(5),
        DefaultRequestHeaders =
        {
            Authorization = new("Bearer", await File.ReadAllTextAsync(Path.Combine(data.Path, DevelopmentIssuer.TokenFile))),
        },
    };

    /// <summary>A PNG of 6000 x 4000, whose colours run.</summary>
    private static byte[] LargePicture()
    {
        using var places = Image.Xyz(6_000, 4_000);
        using var colours = (places.Bandjoin(places[0] + places[1]) * 0.02).Cast(Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb);
        return colours.PngsaveBuffer(compression: 1);
    }

    /// <summary>The most that the process ever had in memory, as Linux counts it.</summary>
    private static long PeakMemory(ServerProcess host) => 1_024 * long.Parse(
        File.ReadLines($"/proc/{host.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    /// <summary>As ComfyUI gives it out, or a proxy that does not tell how long it is.</summary>
    private sealed class Video(int size, bool tellsLength) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "video/mp4";
            httpContext.Response.ContentLength = tellsLength ? size : null;
            return new PatternStream(size).CopyToAsync(httpContext.Response.Body);
        }
    }
}
