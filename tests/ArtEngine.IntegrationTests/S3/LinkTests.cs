using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Infrastructure.S3;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>Addresses that callers are sent to.</summary>
public sealed class LinkTests
{
    private static readonly BlobLink Output = new("user/job/a.png", "image/png", "ü %&+'(1)*;\".png", IsShown: true);

    [Theory]
    [InlineData("https://pictures.example.com", "https://pictures.example.com/bucket/user/job/a.png?")]
    [InlineData("https://pictures.example.com:8443/", "https://pictures.example.com:8443/bucket/user/job/a.png?")]
    [InlineData("http://192.0.2.1:9000", "http://192.0.2.1:9000/bucket/user/job/a.png?")]
    [InlineData("http://[2001:db8::1]:9000", "http://[2001:db8::1]:9000/bucket/user/job/a.png?")]
    public void They_lie_at_the_public_endpoint_and_are_signed_for_the_region_and_the_time(string endpoint, string begins)
    {
        var clock = new StandingClock { Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };
        var options = new S3Options
        {
            PublicEndpoint = endpoint,
            AccessKey = "key",
            SecretKey = "the-secret",
            Bucket = "bucket",
            Region = "eu-1",
            PresignSeconds = 77,
        };
        using var links = new S3Links(options, clock);

        var link = links.To(Output)!.AbsoluteUri;

        link.ShouldStartWith(begins);
        link.ShouldContain("X-Amz-Credential=key%2F20260102%2Feu-1%2Fs3%2Faws4_request");
        link.ShouldContain("X-Amz-Date=20260102T030405Z");
        link.ShouldContain("X-Amz-Expires=77");
        link.ShouldNotContain("the-secret");
    }

    [Fact]
    public void There_are_none_without_a_public_endpoint()
    {
        using var links = new S3Links(new(), TimeProvider.System);

        links.To(Output).ShouldBeNull();
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task Any_file_name_comes_back_as_it_is()
    {
        using var bucket = new TestBucket(publicEndpoint: TestBucket.Server.ToString());
        await bucket.Bucket.MakeSureItExistsAsync(default);
        await bucket.Store.SaveAsync(Output.Key, new PatternStream(3), Output.ContentType, default);
        using var client = new HttpClient();

        using var answer = await client.GetAsync(bucket.Store.LinkTo(Output));

        answer.EnsureSuccessStatusCode();
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe(Output.FileName);
        answer.Headers.CacheControl!.Private.ShouldBeTrue();
    }
}
