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
    private const int Size = 1 << 30;
    private const long MayGrow = 64L << 20;

    [Fact]
    public async Task A_gigabyte_passes_through_the_host_with_little_memory()
    {
        await using var comfy = await StubComfyUi.StartAsync();
        using var data = new TempFolder(onRealServers: false);
        await using var host = await ServerProcess.StartHostAsync(data, comfy.Address);
        using var client = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", await File.ReadAllTextAsync(Path.Combine(data.Path, DevelopmentIssuer.TokenFile)));
        for (var warm = 0; warm < 5; warm++)
        {
            await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"));
        }

        var before = PeakMemory(host);
        comfy.OnView = _ => Results.Stream(new PatternStream(Size), "video/mp4");
        var job = await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"));
        using var download = await client.GetAsync(job.GetProperty("outputs")[0].Text("url"), HttpCompletionOption.ResponseHeadersRead);
        await download.Content.CopyToAsync(Stream.Null);

        job.GetProperty("outputs")[0].GetProperty("size_bytes").GetInt64().ShouldBe(Size);
        (PeakMemory(host) - before).ShouldBeLessThan(MayGrow);
    }

    /// <summary>The most that the process ever had in memory, as Linux counts it.</summary>
    private static long PeakMemory(ServerProcess host) => 1_024 * long.Parse(
        File.ReadLines($"/proc/{host.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
