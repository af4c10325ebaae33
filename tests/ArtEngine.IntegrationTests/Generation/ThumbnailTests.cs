using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

public sealed class ThumbnailTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly HttpClient _client = shared.Service.Client;

    [Theory]
    [InlineData("w=32", "image/webp", 32)]
    [InlineData("w=32&format=jpg&q=70", "image/jpeg", 32)]
    [InlineData("h=16&format=png", "image/png", 16)]
    [InlineData("format=webp", "image/webp", 64)]
    [InlineData("w=4096", "image/webp", 64)]
    public async Task An_output_is_had_in_another_size_and_format(string query, string contentType, int side)
    {
        var url = (await MakeAsync()).Url;
        Encoding.Latin1.GetString(await _client.GetByteArrayAsync(url)).ShouldContain("KSampler", Case.Sensitive, "the graph");
        using var answer = await _client.GetAsync($"{url}?{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(contentType);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        PictureSize.Read(bytes).ShouldBe(new(side, side));
        Encoding.Latin1.GetString(bytes).ShouldNotContain("KSampler");
    }

    [Fact]
    public async Task It_is_the_same_each_time_without_a_token_and_for_browsers_that_have_it()
    {
        var (url, signed) = await MakeAsync();
        using var first = await _client.GetAsync($"{url}?w=32");
        using var anonymous = shared.Service.ClientOf(null);
        using var second = await anonymous.GetAsync($"{signed}&w=32");
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await second.Content.ReadAsByteArrayAsync()).ShouldBe(await first.Content.ReadAsByteArrayAsync());
        second.Headers.ETag.ShouldBe(first.Headers.ETag);

        using var whole = await _client.GetAsync(url);
        whole.Headers.ETag.ShouldNotBe(first.Headers.ETag);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"{url}?w=32") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var unchanged = await _client.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using var part = new HttpRequestMessage(HttpMethod.Get, $"{url}?w=32") { Headers = { Range = new RangeHeaderValue(0, 3) } };
        using var beginning = await _client.SendAsync(part);
        (beginning.StatusCode, await beginning.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.PartialContent, "RIFF"));
    }

    [Theory]
    [InlineData("w=0", "/w")]
    [InlineData("w=-5", "/w")]
    [InlineData("h=5000", "/h")]
    [InlineData("q=101", "/q")]
    [InlineData("format=tiff", "/format")]
    public async Task What_is_not_allowed_is_named(string query, string pointer)
    {
        using var answer = await _client.GetAsync($"{(await MakeAsync()).Url}?{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.JsonAsync()).GetProperty("errors")[0].Text("pointer").ShouldBe(pointer);
    }

    [Fact]
    public async Task Somebody_elses_output_is_not_there()
    {
        using var stranger = shared.Service.ClientOf(shared.Service.Token("stranger"));
        using var answer = await stranger.GetAsync($"{(await MakeAsync()).Url}?w=32");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<(string Url, string Signed)> MakeAsync()
    {
        var job = await _client.WaitForEndAsync((await _client.SubmitAsync()).Text("id"));
        var output = job.GetProperty("outputs")[0];
        return (output.Text("url"), output.Text("signed_url"));
    }
}
