using System.Globalization;
using System.Net.Http.Headers;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;
using ArtEngine.Users.Infrastructure.Identity;
using Microsoft.AspNetCore.Http;

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

    private static async Task PassAsync(int size, bool tellsLength, params string[] settings)
    {
        await using var comfy = await StubComfyUi.StartAsync();
        using var data = new TempFolder(onRealServers: false);
        await using var host = await ServerProcess.StartHostAsync(data, comfy.Address, arguments: settings);
        using var client = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", await File.ReadAllTextAsync(Path.Combine(data.Path, DevelopmentIssuer.TokenFile)));
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
