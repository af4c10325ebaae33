using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Minio.DataModel.Args;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>A picture's way through the real host to a real S3 server and back.</summary>
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class DownloadTests
{
    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task A_picture_is_stored_in_the_bucket_and_comes_back_whole_and_in_ranges()
    {
        using var bucket = new TestBucket();
        using var folder = new TempFolder();
        await using var service = await Service.StartAsync(folder: folder, settings: bucket.Settings());

        var output = await MakeAsync(service.Client);
        var picture = await service.Client.GetByteArrayAsync(output.Text("url"));
        using var part = await service.Client.SendAsync(new(HttpMethod.Get, output.Text("url")) { Headers = { Range = new(8, 23) } });
        using var known = await service.Client.SendAsync(
            new(HttpMethod.Get, output.Text("url")) { Headers = { IfNoneMatch = { new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(picture))}\"") } } });
        using var head = await service.Client.SendAsync(new(HttpMethod.Head, output.Text("url")));

        PngText.Read(picture)["prompt"].ShouldContain("a lighthouse");
        output.Text("hash").ShouldEndWith(Convert.ToHexStringLower(SHA256.HashData(picture)));
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsByteArrayAsync()).ShouldBe(picture[8..24]);
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        head.Content.Headers.ContentLength.ShouldBe(picture.Length);
        var stored = (await bucket.KeysAsync()).ShouldHaveSingleItem();
        var found = await bucket.Client.StatObjectAsync(new StatObjectArgs().WithBucket(bucket.Options.Bucket).WithObject(stored));
        found.ContentType.ShouldBe("image/png");
        Directory.Exists(Path.Combine(folder.Path, "outputs")).ShouldBeFalse();
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task With_a_public_endpoint_the_caller_is_sent_to_the_server_with_an_address_that_needs_no_token()
    {
        using var way = new CuttableProxy(TestBucket.Server);
        using var bucket = new TestBucket(publicEndpoint: way.Address.ToString());
        await using var service = await Service.StartAsync(settings: bucket.Settings());
        var output = await MakeAsync(service.Client);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var stranger = new HttpClient();

        using var unsigned = await stranger.GetAsync(new Uri(service.Address, output.Text("url")));
        using var answer = await client.SendAsync(
            new(HttpMethod.Get, new Uri(
                service.Address, output.Text("url")))
            { Headers = { Authorization = new("Bearer", service.Token()) } });
        var link = answer.Headers.Location!;
        using var picture = await stranger.GetAsync(link);
        using var part = await stranger.SendAsync(new(HttpMethod.Get, link) { Headers = { Range = new(8, 23) } });
        using var other = await stranger.GetAsync(new Uri(link.OriginalString.Replace("X-Amz-Expires=300", "X-Amz-Expires=301")));
        using var head = await service.Client.SendAsync(new(HttpMethod.Head, output.Text("url")));

        unsigned.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        link.Authority.ShouldBe(way.Address.Authority);
        var bytes = await picture.Content.ReadAsByteArrayAsync();
        output.Text("hash").ShouldEndWith(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        picture.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("inline");
        (await part.Content.ReadAsByteArrayAsync()).ShouldBe(bytes[8..24]);
        other.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task A_signed_address_is_good_for_a_short_time_only()
    {
        using var bucket = new TestBucket(publicEndpoint: TestBucket.Server.ToString());
        await using var service = await Service.StartAsync(settings: bucket.Settings("--Minio:PresignSeconds=1"));
        var output = await MakeAsync(service.Client);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await client.SendAsync(
            new(HttpMethod.Get, new Uri(
                service.Address, output.Text("url")))
            { Headers = { Authorization = new("Bearer", service.Token()) } });

        await Task.Delay(TimeSpan.FromSeconds(2.5));
        using var late = await client.GetAsync(answer.Headers.Location);

        late.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task The_start_tells_server_and_bucket_and_no_secret()
    {
        using var bucket = new TestBucket();
        await using var service = await Service.StartAsync(settings: bucket.Settings());

        var part = service.Services.GetServices<ComponentInfo>().Single(part => part.Name == "pictures");

        part.Adapter.ShouldBe($"S3 at {TestBucket.Server.ToString().TrimEnd('/')}, bucket {bucket.Options.Bucket}");
    }

    private static async Task<JsonElement> MakeAsync(HttpClient client)
    {
        using var answer = await client.GenerateAsync(Jobs.Request(), ("Prefer", "wait=30"));
        return (await answer.JsonAsync()).GetProperty("outputs")[0];
    }
}
