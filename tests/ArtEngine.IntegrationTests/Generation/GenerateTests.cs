using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

public sealed class GenerateTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    [Fact]
    public async Task A_job_is_accepted_rendered_stored_and_downloaded()
    {
        using var accepted = await _service.Client.GenerateAsync(Jobs.Request("a red bridge"));
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = (await accepted.JsonAsync()).Text("id");
        accepted.Headers.Location!.ToString().ShouldBe($"/image/jobs/{id}");

        var job = await _service.Client.WaitForEndAsync(id);

        job.Text("status").ShouldBe("succeeded");
        job.GetProperty("attempts").GetInt32().ShouldBe(1);
        job.Text("backend").ShouldBe("simulator");
        var output = job.GetProperty("outputs")[0];
        output.GetProperty("width").GetInt32().ShouldBe(64);
        output.Text("content_type").ShouldBe("image/png");
        var picture = await _service.Client.GetByteArrayAsync(output.Text("url"));
        picture.Length.ShouldBe(output.GetProperty("size_bytes").GetInt32());
        PngText.Read(picture)["prompt"].ShouldContain("a red bridge");
        PngText.Read(picture)["prompt"].ShouldContain(id);
    }

    [Fact]
    public async Task Prefer_wait_answers_when_the_job_has_ended()
    {
        using var answer = await _service.Client.GenerateAsync(Jobs.Request(), ("Prefer", "wait=30"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("Preference-Applied").ShouldBe(["wait=30"]);
        (await answer.JsonAsync()).Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task The_answer_tells_the_wait_that_was_granted()
    {
        using var answer = await _service.Client.GenerateAsync(Jobs.Request(), ("Prefer", "wait=100000"));

        answer.Headers.GetValues("Preference-Applied").ShouldBe(["wait=300"]);
    }

    [Fact]
    public async Task Prefer_wait_that_is_too_short_answers_202()
    {
        await using var service = await Service.StartAsync();
        service.Simulator.Faults.Board.Hold.Set(closed: true);

        using var answer = await service.Client.GenerateAsync(Jobs.Request(), ("Prefer", "wait=1"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await answer.JsonAsync()).Text("status").ShouldBe("queued");
    }

    [Fact]
    public async Task Accept_image_with_wait_answers_the_picture_itself()
    {
        using var answer = await _service.Client.GenerateAsync(Jobs.Request(), ("Prefer", "wait=30"), ("Accept", "image/*"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        (await answer.Content.ReadAsByteArrayAsync())[..4].ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
    }

    [Fact]
    public async Task A_seed_beyond_a_double_survives_from_the_request_to_the_picture()
    {
        using var answer = await _service.Client.GenerateAsync(Jobs.Request(seed: 18_446_744_073_709_551_615), ("Prefer", "wait=30"));
        var job = await answer.JsonAsync();

        job.GetProperty("parameters").GetProperty("seed").GetRawText().ShouldBe("18446744073709551615");
        var picture = await _service.Client.GetByteArrayAsync(job.GetProperty("outputs")[0].Text("url"));
        PngText.Read(picture)["prompt"].ShouldContain("18446744073709551615");
    }

    [Fact]
    public async Task A_seed_that_is_not_given_is_drawn_and_told()
    {
        var first = await _service.Client.SubmitAsync();
        var second = await _service.Client.SubmitAsync();

        var seeds = new[] { first, second }.Select(job => job.GetProperty("parameters").GetProperty("seed").GetUInt64());
        seeds.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task The_same_idempotency_key_answers_the_same_job_however_many_ask_at_once()
    {
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _service.Client.GenerateAsync(Jobs.Request(seed: 1), key)));

        var ids = new HashSet<string>();
        foreach (var answer in answers)
        {
            // The last ones to ask may find it done.
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Accepted, HttpStatusCode.OK);
            ids.Add((await answer.JsonAsync()).Text("id"));
        }

        ids.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_idempotency_key_with_another_body_is_refused_and_with_another_user_is_free()
    {
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        using var first = await _service.Client.GenerateAsync(Jobs.Request("one"), key);

        using var other = await _service.Client.GenerateAsync(Jobs.Request("two"), key);
        using var stranger = _service.ClientOf(_service.Token("stranger"));
        using var elsewhere = await stranger.GenerateAsync(Jobs.Request("one"), key);

        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await other.JsonAsync()).Text("code").ShouldBe("idempotency_key_reuse");
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await elsewhere.JsonAsync()).Text("id").ShouldNotBe((await first.JsonAsync()).Text("id"));
    }

    [Fact]
    public async Task An_output_takes_ranges_and_conditions()
    {
        using var answer = await _service.Client.GenerateAsync(Jobs.Request(), ("Prefer", "wait=30"));
        var url = (await answer.JsonAsync()).GetProperty("outputs")[0].Text("url");
        using var whole = await _service.Client.GetAsync(url);
        var bytes = await whole.Content.ReadAsByteArrayAsync();

        using var part = await _service.Client.SendAsync(new(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(4, 11) } });
        using var unchanged =
            await _service.Client.SendAsync(new(HttpMethod.Get, url) { Headers = { IfNoneMatch = { whole.Headers.ETag! } } });
        using var head = await _service.Client.SendAsync(new(HttpMethod.Head, url));

        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsByteArrayAsync()).ShouldBe(bytes[4..12]);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        head.Content.Headers.ContentLength.ShouldBe(bytes.Length);
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_page_by_page_and_by_status()
    {
        using var client = _service.ClientOf(_service.Token("lister"));
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await client.SubmitAsync()).Text("id"));
        }

        foreach (var id in ids)
        {
            await client.WaitForEndAsync(id);
        }

        var listed = new List<string>();
        var cursor = "";
        do
        {
            var page = JsonElement.Parse(await client.GetStringAsync($"/image/jobs?limit=2&status=succeeded,failed{cursor}"));
            listed.AddRange(page.GetProperty("jobs").EnumerateArray().Select(job => job.Text("id")));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);

        listed.ShouldBe(Enumerable.Reverse(ids));
        (await client.GetStringAsync("/image/jobs?status=canceled")).ShouldContain("\"jobs\":[]");
    }

    [Fact]
    public async Task Jobs_are_found_by_members_of_their_metadata()
    {
        using var client = _service.ClientOf(_service.Token("tags"));
        using var other = _service.ClientOf(_service.Token("tags-too"));
        var one = await SubmitAsync(client, """{"project":"aurora","round":1,"final":true}""");
        var two = await SubmitAsync(client, """{"round":2,"project":"aurora","size":1e999999,"more":{"project":"deep"},"none":null}""");
        var last = await SubmitAsync(client, """{"project":"it's \"größer\"","round":2.5,"project2":"aurora"}""");
        var theirs = await SubmitAsync(other, """{"project":"aurora"}""");

        (await FindAsync(client, """{"project":"aurora"}""")).ShouldBe([two, one]);
        (await FindAsync(client, """{"project":"aurora","round":1}""")).ShouldBe([one]);
        (await FindAsync(client, """{"round":2,"project":"aurora"}""", "&status=succeeded,failed,queued,running")).ShouldBe([two]);
        (await FindAsync(client, """{"project":"aurora"}""", "&workflow=txt2img")).ShouldBeEmpty();
        (await FindAsync(client, """{"final":true}""")).ShouldBe([one]);
        (await FindAsync(client, """{"project":"it's \"größer\""}""")).ShouldBe([last]);
        (await FindAsync(client, """{"project":"deep"}""")).ShouldBeEmpty();
        (await FindAsync(other, """{"project":"aurora"}""")).ShouldBe([theirs]);

        var aurora = Uri.EscapeDataString("""{"project":"aurora"}""");
        var page = await client.GetFromJsonAsync<JsonElement>($"/image/jobs?limit=1&metadata={aurora}");
        (await FindAsync(client, """{"project":"aurora"}""", $"&cursor={page.Text("next_cursor")}")).ShouldBe([one]);
        await client.WaitForEndAsync(one);
        (await client.DeleteAsync(new Uri($"/image/jobs/{one}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await FindAsync(client, """{"round":1}""")).ShouldBeEmpty();
    }

    private static async Task<string> SubmitAsync(HttpClient client, string metadata) =>
        (await client.SubmitAsync(new { workflow_name = "test-card", metadata = JsonElement.Parse(metadata) })).Text("id");

    private static async Task<IEnumerable<string>> FindAsync(HttpClient client, string metadata, string others = "")
    {
        var page = await client.GetFromJsonAsync<JsonElement>($"/image/jobs?metadata={Uri.EscapeDataString(metadata)}{others}");
        return [.. page.GetProperty("jobs").EnumerateArray().Select(job => job.Text("id"))];
    }

    [Fact]
    public async Task Higher_priority_goes_first()
    {
        await using var service = await Service.StartAsync();
        service.Simulator.Faults.Board.Hold.Set(closed: true);
        await service.Client.SubmitAsync();
        await service.Client.SubmitAsync();

        var low = await service.Client.SubmitAsync(new { workflow_name = "test-card", priority = -1 });
        var high = await service.Client.SubmitAsync(new { workflow_name = "test-card", priority = 5 });

        // Only what the server was given already stays before it.
        high.GetProperty("queue_position").GetInt32().ShouldBeInRange(1, 3);
        (await service.GetAsync($"/image/jobs/{low.Text("id")}")).GetProperty("queue_position").GetInt32().ShouldBe(4);
        service.Simulator.Faults.Board.Hold.Set(closed: false);
        var (first, last) = (await service.Client.WaitForEndAsync(high.Text("id")), await service.Client.WaitForEndAsync(low.Text("id")));
        first.GetProperty("started_at").GetDateTimeOffset().ShouldBeLessThan(last.GetProperty("started_at").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("txt2img.json", "{\"prompt\":\"x\",\"steps\":1,\"width\":64,\"height\":64}")]
    [InlineData("flux-txt2img", "{\"prompt\":\"x\",\"steps\":1,\"width\":256,\"height\":256}")]
    [InlineData("test-card", "{}")]
    [InlineData("img2img", "{\"image\":\"UPLOAD\",\"prompt\":\"x\",\"steps\":1}")]
    public async Task Every_workflow_that_is_shipped_makes_a_picture(string workflow, string parameters)
    {
        var upload = await _service.Client.UploadAsync(Pictures.Png(64, 64));
        using var answer = await _service.Client.GenerateAsync(
            new
            {
                workflow_name = workflow,
                parameters = JsonElement.Parse(
                parameters.Replace("UPLOAD", upload.Text("id"), StringComparison.Ordinal))
            }, ("Prefer", "wait=30"));

        var job = await answer.JsonAsync();
        job.Text("status").ShouldBe("succeeded", job.ToString());
        job.GetProperty("outputs").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task What_happened_is_counted()
    {
        await using var service = await Service.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await service.Client.GenerateAsync(Jobs.Request(), ("Prefer", "wait=30"));
        }

        // What modules tell each other is delivered after the job's end was answered, and not in the order of the modules.
        JsonElement summary = default;
        await KnownUsers.UntilAsync(async () =>
        {
            summary = await service.GetAsync("/metrics/summary");
            return summary.GetProperty("recent").GetArrayLength() == 3 && summary.GetProperty("jobs_accepted").GetInt64() == 3
                && summary.GetProperty("users_registered").GetInt64() == 1;
        });

        summary.GetProperty("jobs_accepted").GetInt64().ShouldBe(3);
        summary.GetProperty("jobs_ended").GetProperty("succeeded").GetInt64().ShouldBe(3);
        summary.GetProperty("users_registered").GetInt64().ShouldBe(1);
        summary.GetProperty("output_bytes").GetInt64().ShouldBeGreaterThan(0);
    }
}
