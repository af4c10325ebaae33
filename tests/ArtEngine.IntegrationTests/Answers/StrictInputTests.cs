using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Answers;

/// <summary>What is not known is refused by its name: what is dropped in silence looks like it was obeyed.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class StrictInputTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    [Theory]
    [InlineData("/image/generate", """{"workflow_name":"txt2img","paramters":{"prompt":"x"}}""", "paramters", "Did you mean \"parameters\"?")]
    [InlineData("/image/generate", """{"workflow_name":"txt2img","callback":"https://example.com"}""", "callback",
        "Known are workflow_name, parameters, priority, metadata, webhook_url.")]
    [InlineData("/image/generate", """{"workflow_name":"txt2img","batch":4}""", "batch", "is not known here.")]
    [InlineData("/backends", """{"name":"a","url":"http://a:1","deph":1}""", "deph", "Did you mean \"depth\"?")]
    [InlineData("/auth/api-keys", """{"name":"a","expire_in_days":1}""", "expire_in_days", "Did you mean \"expires_in_days\"?")]
    public async Task An_unknown_member_of_a_body_is_refused_with_the_nearest_name(string path, string body, string name, string detail)
    {
        using var answer = await PostAsync(path, body);
        var error = (await ErrorsAsync(answer)).ShouldHaveSingleItem();
        error.Text("pointer").ShouldBe($"/{name}");
        error.Text("detail").ShouldContain(detail);
    }

    [Fact]
    public async Task All_unknown_members_are_told_at_once_and_those_of_free_objects_are_not()
    {
        using var answer = await PostAsync(
            "/image/generate", """{"batch":1,"workflow_name":"test-card","callback":"x","metadata":{"batch":1},"parameters":{}}""");
        (await ErrorsAsync(answer)).Select(error => error.Text("pointer")).ShouldBe(["/batch", "/callback"]);
        using var taken = await PostAsync("/image/generate", """{"workflow_name":"test-card","metadata":{"batch":1}}""");
        taken.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("POST", "/image/generate", """{"workflow_name":"test-card","metadata":{"a":"?"}}""")]
    [InlineData("POST", "/image/generate", """{"workflow_name":"test-card","parameters":{"text":"?"}}""")]
    [InlineData("POST", "/image/generate", """{"workflow_name":"test-card","parameters":{"?":1}}""")]
    [InlineData("POST", "/image/batches", """{"workflow_name":"test-card","items":[{"text":"?"}]}""")]
    [InlineData("PUT", "/workflows/not-utf8", """{"graph":{"1":{"class_type":"?","inputs":{}}}}""")]
    [InlineData("PUT", "/workflows/not-utf8", """{"graph":{},"parameters":{},"editor":{"a":"?"}}""")]
    [InlineData("POST", "/api/v2/jobs", """{"workflow":{"1":{"class_type":"?","inputs":{}}}}""")]
    [InlineData("POST", "/comfy/prompt", """{"prompt":{"1":{"class_type":"?","inputs":{}}}}""")]
    public async Task Bytes_that_are_no_text_are_the_callers_fault(string method, string path, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        bytes[body.IndexOf('?', StringComparison.Ordinal)] = 0xc3;
        using var request = new HttpRequestMessage(new(method), path) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("Idempotency-Key", $"{Guid.NewGuid()}");
        using var answer = await _service.Client.SendAsync(request);
        ((int)answer.StatusCode).ShouldBeInRange(400, 422, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Every operation that takes JSON, so that none that comes later is left out.</summary>
    [Fact]
    public async Task No_operation_takes_an_unknown_member_or_an_unknown_name_in_its_query()
    {
        var paths = (await _service.GetAsync("/swagger/v1/swagger.json")).GetProperty("paths");
        foreach (var (path, method, operation) in paths.EnumerateObject().SelectMany(
            path => path.Value.EnumerateObject().Select(operation => (path.Name, operation.Name, operation.Value))))
        {
            var address = path.Replace("{name}", "simulator", StringComparison.Ordinal);
            address = Regex.Replace(address, "\\{[^}]+\\}", $"{Guid.Empty}");
            using var asked = new HttpRequestMessage(new(method), $"{address}?no_such_name=1");
            if (operation.TryGetProperty("requestBody", out var body))
            {
                asked.Content = new StringContent("{}", Encoding.UTF8, body.GetProperty("content").EnumerateObject().First().Name);
            }

            using var refused = await _service.Client.SendAsync(asked);
            ((int)refused.StatusCode).ShouldBe(422, $"{method} {path}");
            if (method == "head")
            {
                continue;
            }

            (await ErrorsAsync(refused)).ShouldHaveSingleItem().Text("pointer").ShouldBe("/no_such_name");
            // The body of an import is a file, and whatever is in it is told of, not refused.
            if (body.ValueKind == JsonValueKind.Object && path != "/workflows/import" &&
                body.GetProperty("content").TryGetProperty("application/json", out _))
            {
                using var sent = new HttpRequestMessage(new(method), address)
                {
                    Content = new StringContent("""{"no_such_name":1}""", Encoding.UTF8, "application/json"),
                };
                using var unknown = await _service.Client.SendAsync(sent);
                (await ErrorsAsync(unknown)).ShouldHaveSingleItem().Text("pointer").ShouldBe("/no_such_name", $"{method} {path}");
            }
        }
    }

    [Theory]
    [InlineData("/image/jobs?user_id=7", "user_id", "Known are status, workflow, metadata, cursor, limit.")]
    [InlineData("/image/jobs?sort=asc", "sort", "is not known in this query.")]
    [InlineData("/image/jobs?limt=1", "limt", "Did you mean \"limit\"?")]
    [InlineData("/image/jobs?workflow=a&workflow=b", "workflow", "is there 2 times; once is allowed.")]
    [InlineData("/queue?verbose=1", "verbose", "It takes none.")]
    [InlineData("/auth/user?access_token=x", "access_token", "is not known in this query.")]
    public async Task An_unknown_name_in_a_query_is_refused(string path, string name, string detail)
    {
        using var answer = await _service.Client.GetAsync(new Uri(path, UriKind.Relative));
        var error = (await ErrorsAsync(answer)).ShouldHaveSingleItem();
        error.Text("pointer").ShouldBe($"/{name}");
        error.Text("detail").ShouldContain(detail);
    }

    [Theory]
    [InlineData("wait=abc")]
    [InlineData("wait")]
    [InlineData("wait=")]
    [InlineData("wait=-1")]
    [InlineData("wait=1.5")]
    [InlineData("wait=99999999999")]
    [InlineData("respond-async, wait=soon")]
    public async Task A_wait_of_no_whole_seconds_is_refused_before_anything_is_queued(string prefer)
    {
        using var stranger = _service.ClientOf(_service.Token("waiting"));
        using var answer = await stranger.GenerateAsync(Jobs.Request(), ("Prefer", prefer));
        (await ErrorsAsync(answer)).ShouldHaveSingleItem().Text("pointer").ShouldBe("/prefer");
        (await stranger.GetStringAsync("/image/jobs")).ShouldContain("\"jobs\":[]");
    }

    [Theory]
    [InlineData("image", "second.png")]
    [InlineData("mask", "mask.png")]
    [InlineData("overwrite", null)]
    public async Task A_form_with_more_than_the_picture_is_refused_wherever_it_stands(string name, string? fileName)
    {
        var bytes = Pictures.Png(8, 8);
        foreach (var isFirst in new[] { false, true })
        {
            using var form = new MultipartFormDataContent();
            void AddPicture() => form.Add(new ByteArrayContent(bytes), "image", "first.png");
            if (!isFirst)
            {
                AddPicture();
            }

            form.Add(new ByteArrayContent(bytes)
            {
                Headers = { ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = name, FileName = fileName } },
            });
            if (isFirst)
            {
                AddPicture();
            }

            using var stranger = _service.ClientOf(_service.Token("uploading"));
            using var answer = await stranger.PostAsync(new Uri("/image/uploads", UriKind.Relative), form);
            var problem = await answer.JsonAsync();
            (answer.StatusCode, problem.Text("code")).ShouldBe((HttpStatusCode.BadRequest, "malformed_upload"));
            var error = problem.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
            error.Text("pointer").ShouldBe($"/{name}");
            error.Text("detail").ShouldContain("send one file, \"image\"");
        }
    }

    [Theory]
    [InlineData("\"steps\":2.0")]
    [InlineData("\"steps\":2e0")]
    [InlineData("\"steps\":2,\"seed\":20.0")]
    [InlineData("\"steps\":2,\"seed\":\"123\"")]
    [InlineData("\"steps\":2,\"seed\":\"18446744073709551615\"")]
    public async Task A_whole_number_is_taken_however_it_is_written(string parameters)
    {
        using var answer = await PostAsync(
            "/image/generate",
            $$$"""{"workflow_name":"txt2img","parameters":{"prompt":"x","width":64,"height":64,{{{parameters}}}}}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var job = await answer.JsonAsync();
        job.GetProperty("parameters").GetProperty("steps").GetRawText().ShouldBe("2");
        job.GetProperty("parameters").GetProperty("seed").GetRawText().ShouldMatch("^[0-9]+$");
        (await _service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _service.Client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    private static async Task<List<JsonElement>> ErrorsAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, text);
        var problem = JsonElement.Parse(text);
        problem.Text("code").ShouldBe("invalid_request");
        return [.. problem.GetProperty("errors").EnumerateArray()];
    }
}
