using ArtEngine.Generation.Infrastructure.S3;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>Wrong settings are told in sentences.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class S3OptionsTests
{
    [Fact]
    public void Endpoint_and_keys_are_enough() => Options().Faults().ShouldBeEmpty();

    [Theory]
    [InlineData("minio:9000", "Minio:Endpoint is 'minio:9000'")]
    [InlineData("http://minio:9000/path", "without a path")]
    [InlineData("ftp://minio", "no http or https address")]
    public void An_endpoint_that_is_no_address_is_named(string endpoint, string said) =>
        Options(endpoint: endpoint).Faults().ShouldHaveSingleItem().ShouldContain(said);

    [Theory]
    [InlineData("AB", "3 to 63 small letters")]
    [InlineData("under_score", "'under_score'")]
    public void A_bucket_that_no_server_takes_is_named(string bucket, string said) =>
        Options(bucket: bucket).Faults().ShouldHaveSingleItem().ShouldContain(said);

    [Fact]
    public void Each_fault_is_a_sentence_without_secrets()
    {
        var options = new S3Options
        {
            Endpoint = "http://minio:9000",
            SecretKey = "hidden",
            PublicEndpoint = "pictures",
            Region = " ",
            PresignSeconds = 0
        };

        var faults = options.Faults().ToList();

        faults.Count.ShouldBe(4);
        faults.ShouldAllBe(fault => fault.StartsWith("Minio:") && fault.EndsWith('.') && !fault.Contains("hidden"));
    }

    private static S3Options Options(string endpoint = "http://127.0.0.1:9000", string bucket = "art-engine") =>
        new() { Endpoint = endpoint, AccessKey = "key", SecretKey = "secret", Bucket = bucket };
}
