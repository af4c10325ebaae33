using System.Net;
using System.Text;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.Identity;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>Whatever is sent, the answer is a problem with a code that a program can act on, and never a 500.</summary>
public sealed class BadInputTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    public static TheoryData<string, int, string> Bodies => new()
    {
        { "", 400, "malformed_request" },
        { "{", 400, "malformed_request" },
        { "null", 400, "malformed_request" },
        { "[]", 400, "malformed_request" },
        { "\"text\"", 400, "malformed_request" },
        { "{}", 422, "invalid_request" },
        { """{"workflow_name":7}""", 400, "malformed_request" },
        { """{"workflow_name":"txt2img","parameters":[]}""", 400, "malformed_request" },
        { """{"workflow_name":"txt2img","parameters":"x"}""", 400, "malformed_request" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"x"},"priority":"high"}""", 400, "malformed_request" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"x"},"priority":11}""", 422, "invalid_request" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"x"},"priority":99999999999}""", 400, "malformed_request" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"x"},"metadata":[1]}""", 422, "invalid_request" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"x","prompt":"y"}}""", 400, "malformed_request" },
        { """{"workflow_name":"txt2img","workflow_name":"test-card"}""", 400, "malformed_request" },
        { """{"workflow_name":"txt2img","parameters":{}}""", 422, "invalid_parameters" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":""}}""", 422, "invalid_parameters" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":7}}""", 422, "invalid_parameters" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":null}}""", 422, "invalid_parameters" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"x","steps":"many"}}""", 422, "invalid_parameters" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"x","seed":-2}}""", 422, "invalid_parameters" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"x","seed":18446744073709551616}}""", 422, "invalid_parameters" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"x","job_id":"mine"}}""", 422, "invalid_parameters" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"x","user_id":"you"}}""", 422, "invalid_parameters" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"x","colour":"red"}}""", 422, "invalid_parameters" },
        { """{"workflow_name":"nothing"}""", 404, "unknown_workflow" },
        { """{"workflow_name":"../config.ini"}""", 404, "unknown_workflow" },
        { """{"workflow_name":"..\\..\\etc\\passwd"}""", 404, "unknown_workflow" },
        { """{"workflow_name":"/etc/passwd"}""", 404, "unknown_workflow" },
        { """{"workflow_name":"txt2img\u0000"}""", 422, "invalid_request" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"a\u0000b"}}""", 422, "invalid_request" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"\ud800"}}""", 422, "invalid_request" },
        { """{"workflow_name":"txt2img","parameters":{"\ud800":"x"}}""", 400, "malformed_request" },
        { """{"workflow_name":"txt2img","parameters":{"\u0000":"x"}}""", 422, "invalid_request" },
        { """{"workflow_name":"txt2img","parameters":{"prompt":"x"},"metadata":{"\u0000":"b"}}""", 422, "invalid_request" },
        { """{"workflow_name":"\ud800"}""", 400, "malformed_request" },
        { """{"workflow_name":"txt2img.params"}""", 404, "unknown_workflow" },
        { """{"workflow_name":"README.md"}""", 404, "unknown_workflow" },
        { $$$"""{"workflow_name":"txt2img","parameters":{"prompt":"x","deep":{{{new string('[', 1_000)}}}{{{new string(']', 1_000)}}}}}""",
            400, "malformed_request" },
        { $$$"""{"workflow_name":"txt2img","parameters":{"prompt":"{{{new string('x', 200_000)}}}"}}""", 422, "invalid_parameters" },
        { $$$"""{"workflow_name":"{{{new string('x', 10_000)}}}"}""", 422, "invalid_request" },
        { $$$"""{"workflow_name":"txt2img","parameters":{"prompt":"{{{new string('x', 10_000_000)}}}"}}""", 413, "body_too_large" },
    };

    [Fact]
    public async Task What_takes_little_reads_no_more()
    {
        using var answer = await _service.Client.PostAsync(
            new Uri("/webhooks", UriKind.Relative), new StringContent($"{{\"url\":\"{new string('x', 2_000_000)}\"}}", null, "application/json"));
        await answer.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_body_is_refused_with_a_code(string body, int status, string code)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _service.Client.PostAsync(new Uri("/image/generate", UriKind.Relative), content);

        await ShouldBeProblemAsync(answer, (HttpStatusCode)status, code);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        using var content = new ByteArrayContent([0xFF, 0xFE, 0x00, 0x80]) { Headers = { ContentType = new("application/json") } };
        using var answer = await _service.Client.PostAsync(new Uri("/image/generate", UriKind.Relative), content);

        await ShouldBeProblemAsync(answer, HttpStatusCode.BadRequest, "malformed_request");
    }

    [Fact]
    public async Task Another_media_type_is_refused()
    {
        using var content = new StringContent("workflow_name=txt2img", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var answer = await _service.Client.PostAsync(new Uri("/image/generate", UriKind.Relative), content);

        await ShouldBeProblemAsync(answer, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task Every_wrong_parameter_is_named_at_once()
    {
        using var answer = await _service.Client.GenerateAsync(
            new { workflow_name = "txt2img", parameters = new { promt = "x", steps = 0, cfg = "warm" } });

        var errors = (await answer.JsonAsync()).GetProperty("errors").EnumerateArray()
            .ToDictionary(error => error.Text("pointer"), error => error.Text("detail"));
        errors.Keys.ShouldBe(["/parameters/prompt", "/parameters/promt", "/parameters/steps", "/parameters/cfg"], ignoreOrder: true);
        errors["/parameters/promt"].ShouldContain("prompt");
    }

    [Theory]
    [InlineData("""{"a":"\ud800"}""", "/metadata/a")]
    [InlineData("""{"a":[1,{"b":"\u0000"}]}""", "/metadata/a/1/b")]
    [InlineData("""{"a":{"\u0000":1}}""", "/metadata/a")]
    public async Task Metadata_that_no_answer_could_hold_is_refused_with_its_place_and_lists_go_on(string metadata, string pointer)
    {
        using var content = new StringContent(
            $$"""{"workflow_name":"txt2img","parameters":{"prompt":"x"},"metadata":{{metadata}}}""", Encoding.UTF8, "application/json");
        using var answer = await _service.Client.PostAsync(new Uri("/image/generate", UriKind.Relative), content);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.JsonAsync()).GetProperty("errors").EnumerateArray().Select(error => error.Text("pointer")).ShouldBe([pointer]);
        using var list = await _service.Client.GetAsync("/image/jobs");
        list.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("PATCH", "/backends/a%00b")]
    [InlineData("DELETE", "/backends/a%00b")]
    [InlineData("GET", "/workflows/a%00b")]
    public async Task A_path_with_NUL_never_reaches_a_database(string method, string path)
    {
        using var request = new HttpRequestMessage(
            new(method), path)
        { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        using var answer = await _service.Client.SendAsync(request);

        ((int)answer.StatusCode).ShouldBeInRange(400, 422);
    }

    [Theory]
    [InlineData("/image/jobs?status=done", 422, "invalid_request")]
    [InlineData("/image/jobs?limit=0", 422, "invalid_request")]
    [InlineData("/image/jobs?limit=100000", 422, "invalid_request")]
    [InlineData("/image/jobs?limit=many", 400, "malformed_request")]
    [InlineData("/image/jobs?cursor=%27--", 422, "invalid_request")]
    [InlineData("/image/jobs?workflow=%00", 422, "invalid_request")]
    [InlineData("/image/jobs?workflow=a%00b&limit=2", 422, "invalid_request")]
    [InlineData("/image/jobs?status=%00", 422, "invalid_request")]
    [InlineData("/image/jobs?%00=x", 422, "invalid_request")]
    [InlineData("/auth/user?refresh=%00", 422, "invalid_request")]
    [InlineData("/image/jobs/7", 404, "not_found")]
    [InlineData("/image/jobs/00000000-0000-0000-0000-000000000000", 404, "unknown_job")]
    [InlineData("/image/outputs/00000000-0000-0000-0000-000000000000", 404, "unknown_output")]
    [InlineData("/image/outputs/..%2F..%2Fconfig.ini", 404, "not_found")]
    [InlineData("/workflows/..%2F..%2Fconfig.ini", 404, "unknown_workflow")]
    [InlineData("/nowhere", 404, "not_found")]
    [InlineData("/image/generate", 405, "method_not_allowed")]
    public async Task A_bad_address_is_refused_with_a_code(string path, int status, string code)
    {
        using var answer = await _service.Client.GetAsync(path);

        await ShouldBeProblemAsync(answer, (HttpStatusCode)status, code);
    }

    [Fact]
    public async Task Another_users_jobs_and_outputs_are_not_there()
    {
        using var made = await _service.Client.GenerateAsync(Jobs.Request(), ("Prefer", "wait=30"));
        var job = await made.JsonAsync();
        using var stranger = _service.ClientOf(_service.Token("stranger"));

        using var seen = await stranger.GetAsync($"/image/jobs/{job.Text("id")}");
        using var canceled = await stranger.PostAsync(new Uri(job.GetProperty("urls").Text("cancel"), UriKind.Relative), null);
        using var fetched = await stranger.GetAsync(job.GetProperty("outputs")[0].Text("url"));

        await ShouldBeProblemAsync(seen, HttpStatusCode.NotFound, "unknown_job");
        await ShouldBeProblemAsync(canceled, HttpStatusCode.NotFound, "unknown_job");
        await ShouldBeProblemAsync(fetched, HttpStatusCode.NotFound, "unknown_output");
        (await stranger.GetStringAsync("/image/jobs")).ShouldContain("\"jobs\":[]");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsImlzcyI6ImFydC1lbmdpbmUtZGV2ZWxvcG1lbnQiLCJhdWQiOiJhcnQtZW5naW5lIiwiZXhwIjo0MTAyNDQ0ODAwfQ.")]
    public async Task Without_a_valid_token_nothing_is_answered(string? token)
    {
        using var client = _service.ClientOf(token);
        foreach (var path in new[] { "/image/jobs", "/workflows", "/auth/user", "/metrics/summary", "/image/outputs/00000000-0000-0000-0000-000000000000" })
        {
            using var answer = await client.GetAsync(path);
            await ShouldBeProblemAsync(answer, HttpStatusCode.Unauthorized, "unauthorized");
            answer.Headers.WwwAuthenticate.ShouldContain(challenge => challenge.Scheme == "Bearer");
        }
    }

    [Fact]
    public async Task A_token_whose_signature_was_touched_is_refused()
    {
        var token = _service.Token();
        var touched = token[..^10] + (token[^10] == 'A' ? 'B' : 'A') + token[^9..];
        using var client = _service.ClientOf(touched);
        using var answer = await client.GetAsync("/auth/user");

        await ShouldBeProblemAsync(answer, HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Nothing_is_lost_by_bad_requests()
    {
        var job = await _service.Client.SubmitAsync();
        foreach (var row in Bodies)
        {
            using var content = new StringContent((string)row[0], Encoding.UTF8, "application/json");
            using var refused = await _service.Client.PostAsync(new Uri("/image/generate", UriKind.Relative), content);
        }

        (await _service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
    }

    private static async Task ShouldBeProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = System.Text.Json.JsonElement.Parse(text);
        problem.Text("code").ShouldBe(code);
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        text.ShouldNotContain("ArtEngine.");
    }
}
