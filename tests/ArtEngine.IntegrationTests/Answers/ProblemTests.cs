using System.Net;
using System.Text;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Answers;

/// <summary>Whatever goes wrong is told as problem details with a code and a sentence that says what to do.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class ProblemTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    public static TheoryData<string> Accepted =>
        ["image/*", "image/png", "text/event-stream", "text/html", "application/xml;q=0.9", "audio/mpeg, image/webp", "nonsense", ""];

    [Theory, MemberData(nameof(Accepted))]
    public async Task Every_kind_of_problem_is_JSON_whatever_Accept_says(string accept)
    {
        foreach (var (method, path, body, status) in new[]
        {
            ("POST", "/image/generate", """{"workflow_name":"nothing"}""", 404),
            ("POST", "/image/generate", """{"workflow_name":"txt2img","parameters":{}}""", 422),
            ("POST", "/image/generate", "{", 400),
            ("GET", "/image/generate", null, 405),
            ("GET", "/image/jobs/00000000-0000-0000-0000-000000000000/events", null, 404),
            ("GET", "/image/outputs/00000000-0000-0000-0000-000000000000", null, 404),
            ("GET", "/websocket/preview", null, 426),
            ("GET", "/nowhere", null, 404),
        })
        {
            using var answer = await SendAsync(_service.Client, method, path, body, accept);
            await ShouldBeProblemAsync(answer, status);
        }
    }

    [Theory, MemberData(nameof(Accepted))]
    public async Task Who_is_not_let_in_is_told_so_whatever_they_accept(string accept)
    {
        using var stranger = _service.ClientOf(token: null);
        using var refused = await SendAsync(stranger, "GET", "/image/jobs", body: null, accept);
        await ShouldBeProblemAsync(refused, 401);
        using var forbidden = await SendAsync(_service.ClientOf(_service.Token("ada")), "GET", "/metrics/summary", body: null, accept);
        await ShouldBeProblemAsync(forbidden, 403);
    }

    [Theory]
    [InlineData("GET", "/image/generat", 404, "Did you mean \"/image/generate\"?")]
    [InlineData("GET", "/image/jobs/abc", 404, "In /image/jobs/{jobId} stands a UUID such as")]
    [InlineData("GET", "/image/jobs/abc/events", 404, "and \"abc\" is none.")]
    [InlineData("DELETE", "/image/uploads/7", 404, "In /image/uploads/{uploadId} stands a UUID such as")]
    [InlineData("GET", "/wp-login.php", 404, "There is nothing at \"/wp-login.php\". /swagger lists what there is.")]
    [InlineData("GET", "/image/generate", 405, "\"/image/generate\" does not take \"GET\" but POST.")]
    [InlineData("PUT", "/queue", 405, "does not take \"PUT\" but GET")]
    public async Task What_leads_nowhere_says_where_to_go_and_asks_nobody_for_a_token(string method, string path, int status, string detail)
    {
        using var stranger = _service.ClientOf(token: null);
        foreach (var client in new[] { stranger, _service.Client })
        {
            using var answer = await SendAsync(client, method, path, body: null, "application/json");
            (await ShouldBeProblemAsync(answer, status)).Text("detail").ShouldContain(detail);
        }
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "The Content-Type \"application/x-www-form-urlencoded\" is not taken here.")]
    [InlineData(null, "The Content-Type is missing")]
    public async Task A_body_of_another_type_is_told_which_header_to_send(string? type, string detail)
    {
        using var content = new ByteArrayContent("""{"workflow_name":"test-card"}"""u8.ToArray());
        content.Headers.ContentType = type is null ? null : new(type);
        using var answer = await _service.Client.PostAsync(new Uri("/image/generate", UriKind.Relative), content);
        var told = (await ShouldBeProblemAsync(answer, 415)).Text("detail");
        told.ShouldStartWith(detail);
        told.ShouldContain("Content-Type: application/json");
    }

    [Theory]
    [InlineData("POST", "/image/generate", "{}", "/workflow_name", "'workflow_name' must not be empty.")]
    [InlineData("POST", "/image/generate", """{"workflow_name":"x","priority":11}""", "/priority", "'priority' must be between -10 and 10.")]
    [InlineData("POST", "/image/generate", """{"workflow_name":"x","priority":"high"}""", "/priority", "It must be an integer.")]
    [InlineData("POST", "/image/generate", """{"workflow_name":7}""", "/workflow_name", "It must be text.")]
    [InlineData("POST", "/image/generate", """{"workflow_name":"x","parameters":[]}""", "/parameters", "It must be an object.")]
    [InlineData("PATCH", "/backends/simulator", """{"state":"drainig"}""", "/state", "It must be one of \"active\", \"draining\", ")]
    [InlineData("PATCH", "/backends/simulator", """{"state":3}""", "/state", "It must be one of ")]
    [InlineData("GET", "/image/jobs?status=runing", null, "/status", "There is no status \"runing\". Did you mean \"running\"?")]
    [InlineData("GET", "/image/jobs?limit=many", null, "/limit", "\"limit\" must be an integer.")]
    [InlineData("GET", "/image/jobs?metadata=aurora", null, "/metadata", "Give a JSON object of 1 to 4 members")]
    [InlineData("GET", "/image/jobs?limit=1000", null, "/limit", "'limit' must be between 1 and 100.")]
    [InlineData("GET", "/auth/user?refresh=maybe", null, "/refresh", "\"refresh\" must be true or false.")]
    public async Task A_wrong_value_is_told_by_its_name_with_what_is_allowed(
        string method, string path, string? body, string pointer, string detail)
    {
        using var answer = await SendAsync(_service.Client, method, path, body, "application/json");
        ((int)answer.StatusCode).ShouldBeInRange(400, 422);
        var error = (await answer.JsonAsync()).GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
        error.Text("pointer").ShouldBe(pointer);
        error.Text("detail").ShouldStartWith(detail);
    }

    [Fact]
    public async Task A_header_of_the_wrong_type_is_named()
    {
        using var answer = await _service.Client.GenerateAsync(Jobs.Request(), ("Cancel-After", "soon"));
        var error = (await ShouldBeProblemAsync(answer, 400)).GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
        (error.Text("pointer"), error.Text("detail")).ShouldBe(("/Cancel-After", "\"Cancel-After\" must be an integer."));
    }

    [Fact]
    public async Task A_model_that_is_not_there_points_at_its_parameter_and_tells_the_others()
    {
        using var answer = await _service.Client.GenerateAsync(
            new { workflow_name = "txt2img", parameters = new { prompt = "x", checkpoint = "v1-5-pruned-emaonly-fp61.safetensors" } });
        var problem = await ShouldBeProblemAsync(answer, 422);
        problem.Text("code").ShouldBe("no_capable_server");
        var error = problem.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
        error.Text("pointer").ShouldBe("/parameters/checkpoint");
        error.Text("detail").ShouldContain("Did you mean \"v1-5-pruned-emaonly-fp16.safetensors\"? There are \"");
    }

    [Fact]
    public async Task What_is_too_large_is_told_the_setting_that_says_so()
    {
        await using var service = await Service.StartAsync(settings:
            ["--Generation:MaxBodyBytes=2000", "--Uploads:MaxBytes=2000", "--Workflows:MaxValueLength=100", "--Generation:MaxQueuedPerUser=1"]);
        service.Simulator.Faults.Board.Hold.Set(closed: true);
        using var body = await service.Client.GenerateAsync(Jobs.Request(new string('x', 3_000)));
        (await ShouldBeProblemAsync(body, 413)).Text("detail")
            .ShouldBe("The body may have at most 2000 bytes (the operator's setting Generation:MaxBodyBytes).");
        using var content = new ByteArrayContent(Pictures.Png(8, 8, padding: 3_000)) { Headers = { ContentType = new("image/png") } };
        using var picture = await service.Client.PostAsync(new Uri("/image/uploads", UriKind.Relative), content);
        (await ShouldBeProblemAsync(picture, 413)).Text("detail").ShouldContain("Uploads:MaxBytes");
        using var value = await service.Client.GenerateAsync(Jobs.Request(new string('x', 200)));
        (await value.Content.ReadAsStringAsync()).ShouldContain("Workflows:MaxValueLength");
        HttpResponseMessage? full = null;
        for (var job = 0; job < 5 && full?.StatusCode != HttpStatusCode.TooManyRequests; job++)
        {
            full = await service.Client.GenerateAsync(Jobs.Request());
        }

        (await ShouldBeProblemAsync(full!, 429)).Text("detail").ShouldContain("Generation:MaxQueuedPerUser");
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, string method, string path, string? body, string accept)
    {
        using var request = new HttpRequestMessage(new(method), path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await client.SendAsync(request);
    }

    private static async Task<JsonElement> ShouldBeProblemAsync(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe((HttpStatusCode)status, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonElement.Parse(text);
        foreach (var member in new[] { "title", "detail", "code", "trace_id" })
        {
            problem.TryGetProperty(member, out _).ShouldBeTrue($"{member}: {text}");
        }

        problem.GetProperty("status").GetInt32().ShouldBe(status);
        return problem;
    }
}
