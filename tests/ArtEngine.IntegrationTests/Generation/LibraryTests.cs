using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.Generation.Application.Erasure.Retention;
using ArtEngine.Generation.Application.Library.Deletions;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>What users do with what was made: lists, favourites, deletion.</summary>
public sealed class LibraryTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    [Fact]
    public async Task A_deleted_job_is_gone_with_its_key_its_pictures_and_their_thumbnails()
    {
        using var client = _service.ClientOf(_service.Token("deletes-jobs"));
        using var accepted = await client.GenerateAsync(Jobs.Request(), ("Idempotency-Key", "once"));
        var job = await client.WaitForEndAsync((await accepted.JsonAsync()).Text("id"));
        var url = job.GetProperty("outputs")[0].Text("url");
        (await client.GetAsync(new Uri($"{url}?w=32", UriKind.Relative))).StatusCode.ShouldBeOneOf(
            HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
        using var other = _service.ClientOf(_service.Token("is-curious"));
        var path = new Uri($"/image/jobs/{job.Text("id")}", UriKind.Relative);

        await (await other.DeleteAsync(path)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_job");
        (await client.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await (await client.DeleteAsync(path)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_job");
        await (await client.GetAsync(path)).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_job");
        await (await client.GetAsync(new Uri(url, UriKind.Relative))).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_output");
        await UntilSweptAsync(job.Text("id"));

        using var again = await client.GenerateAsync(Jobs.Request(), ("Idempotency-Key", "once"));
        again.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await again.JsonAsync()).Text("id").ShouldNotBe(job.Text("id"));
    }

    [Fact]
    public async Task A_job_that_has_not_ended_is_canceled_first()
    {
        await using var service = await Service.StartAsync();
        service.Simulator.Faults.Board.Slow = 100;
        var job = await service.Client.SubmitAsync(Jobs.Request(steps: 100));
        await service.Client.WaitForStatusAsync(job.Text("id"), "running");
        var path = new Uri($"/image/jobs/{job.Text("id")}", UriKind.Relative);

        var problem = await (await service.Client.DeleteAsync(path)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "job_not_ended");
        problem.Text("detail").ShouldContain("/cancel");
        await service.Client.PostAsync(new Uri(job.GetProperty("urls").Text("cancel"), UriKind.Relative), null);
        await service.Client.WaitForEndAsync(job.Text("id"));

        (await service.Client.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Outputs_are_listed_page_by_page_and_by_what_is_asked_for()
    {
        using var client = _service.ClientOf(_service.Token("collects"));
        var ids = new List<string>();
        for (var number = 0; number < 3; number++)
        {
            var job = await client.WaitForEndAsync((await client.SubmitAsync(Jobs.Request(seed: number))).Text("id"));
            ids.Insert(0, job.GetProperty("outputs")[0].Text("id"));
        }

        var first = await ListAsync(client, "limit=2");
        Ids(first).ShouldBe(ids[..2]);
        var second = await ListAsync(client, $"limit=2&cursor={first.Text("next_cursor")}");
        Ids(second).ShouldBe([ids[2]]);
        second.GetProperty("next_cursor").ValueKind.ShouldBe(JsonValueKind.Null);
        var newest = first.GetProperty("outputs")[0];
        (newest.Text("workflow_name"), newest.Text("type")).ShouldBe(("txt2img", "image"));

        (await client.PatchAsJsonAsync($"/image/outputs/{ids[1]}", new { is_favourite = true })).StatusCode.ShouldBe(HttpStatusCode.OK);
        Ids(await ListAsync(client, "favourite=true")).ShouldBe([ids[1]]);
        Ids(await ListAsync(client, "favourite=false&workflow=txt2img&type=image")).ShouldBe([ids[0], ids[2]]);
        Ids(await ListAsync(client, "workflow=img2img")).ShouldBeEmpty();
        var middle = first.GetProperty("outputs")[1].Text("created_at");
        Ids(await ListAsync(client, $"until={Uri.EscapeDataString(middle)}")).ShouldBe([ids[2]]);
        Ids(await ListAsync(client, $"from={Uri.EscapeDataString(middle)}")).ShouldBe(ids[..2]);

        (await client.DeleteAsync(new Uri($"/image/outputs/{ids[0]}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Ids(await ListAsync(client, "")).ShouldBe(ids[1..]);
        using var other = _service.ClientOf(_service.Token("is-curious-too"));
        Ids(await ListAsync(other, "")).ShouldBeEmpty();
        await (await other.PatchAsJsonAsync($"/image/outputs/{ids[1]}", new { is_favourite = true }))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_output");
    }

    [Fact]
    public async Task Outputs_are_found_by_words_of_what_they_were_made_of()
    {
        using var client = _service.ClientOf(_service.Token("searches"));
        using var other = _service.ClientOf(_service.Token("is-searched"));
        var dawn = await FinishAsync(client, "A Lighthouse at dawn, oil");
        var bulb = await FinishAsync(client, "a light bulb in oil");
        var tower = await FinishAsync(client, "灯台 às 6 horas");
        var theirs = await FinishAsync(other, "a lighthouse of somebody else, in oil");

        Ids(await FindAsync(client, "light")).ShouldBe([bulb.Output, dawn.Output]);
        Ids(await FindAsync(client, "LIGHTHOUSE, oil")).ShouldBe([dawn.Output]);
        Ids(await FindAsync(client, "dawn bulb")).ShouldBeEmpty();
        Ids(await FindAsync(client, "house")).ShouldBeEmpty("words are found from their beginning");
        Ids(await FindAsync(client, "台 ÀS")).ShouldBe([tower.Output]);
        Ids(await FindAsync(client, "light", "&workflow=img2img")).ShouldBeEmpty();
        Ids(await FindAsync(client, "\"*) OR lighthouse:* | 'a' & NEAR(")).ShouldBeEmpty("there is no picture of \"or\"");
        Ids(await FindAsync(other, "oil")).ShouldBe([theirs.Output]);
        var first = await FindAsync(client, "oil", "&limit=1");
        Ids(first).ShouldBe([bulb.Output]);
        Ids(await FindAsync(client, "oil", $"&limit=1&cursor={first.Text("next_cursor")}")).ShouldBe([dawn.Output]);

        (await client.DeleteAsync(new Uri($"/image/jobs/{dawn.Job}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Ids(await FindAsync(client, "oil")).ShouldBe([bulb.Output]);
        await using var db = await _service.Services.GetRequiredService<IDbContextFactory<GenerationDbContext>>().CreateDbContextAsync();
        (await db.JobWords.CountAsync(words => words.JobId == dawn.Job)).ShouldBe(0);
        (await db.JobWords.CountAsync(words => words.JobId == bulb.Job)).ShouldBe(1);
    }

    private static async Task<(Guid Job, string Output)> FinishAsync(HttpClient client, string prompt)
    {
        var job = await client.WaitForEndAsync((await client.SubmitAsync(Jobs.Request(prompt))).Text("id"));
        return (Guid.Parse(job.Text("id")), job.GetProperty("outputs")[0].Text("id"));
    }

    private static Task<JsonElement> FindAsync(HttpClient client, string text, string others = "") =>
        ListAsync(client, $"text={Uri.EscapeDataString(text)}{others}");

    [Fact]
    public async Task Outputs_come_in_one_archive_of_a_job_or_of_a_selection()
    {
        using var client = _service.ClientOf(_service.Token("zips"));
        var jobs = new List<JsonElement>();
        for (var number = 0; number < 2; number++)
        {
            jobs.Add(await client.WaitForEndAsync((await client.SubmitAsync(Jobs.Request(seed: number))).Text("id")));
        }

        var picture = await client.GetByteArrayAsync(new Uri(jobs[0].GetProperty("outputs")[0].Text("url"), UriKind.Relative));
        (await UnzipAsync(await client.GetAsync(new Uri($"/image/jobs/{jobs[0].Text("id")}/zip", UriKind.Relative)))).ShouldHaveSingleItem()
            .ShouldBe(picture);
        var ids = jobs.Select(job => job.GetProperty("outputs")[0].Text("id")).ToArray();
        (await UnzipAsync(await client.PostAsJsonAsync("/image/outputs/zip", new { ids }))).Count.ShouldBe(2);

        using var other = _service.ClientOf(_service.Token("zips-others"));
        await (await other.PostAsJsonAsync("/image/outputs/zip", new { ids }))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_output");
        await (await other.GetAsync(new Uri($"/image/jobs/{jobs[0].Text("id")}/zip", UriKind.Relative)))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_output");
    }

    private static async Task<IReadOnlyList<byte[]>> UnzipAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var archive = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        var files = new List<byte[]>();
        foreach (var entry in archive.Entries)
        {
            using var bytes = new MemoryStream();
            await using var content = await entry.OpenAsync();
            await content.CopyToAsync(bytes);
            files.Add(bytes.ToArray());
        }

        return files;
    }

    [Theory]
    [InlineData("/image/outputs?cursor=nonsense")]
    [InlineData("/image/outputs?limit=0")]
    [InlineData("/image/outputs?text=")]
    [InlineData("/image/outputs?text=%22*%3F!")]
    [InlineData("/image/outputs?text=a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s+t+u")]
    [InlineData("/image/uploads?limit=101")]
    [InlineData("/image/uploads?cursor=b3V0cHV0cyAxIDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw")]
    public async Task A_page_that_cannot_be_is_refused(string path)
    {
        using var answer = await _service.Client.GetAsync(new Uri(path, UriKind.Relative));
        await answer.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid_request");
    }

    [Fact]
    public async Task Uploads_are_listed_page_by_page()
    {
        using var client = _service.ClientOf(_service.Token("uploads-much"));
        var ids = new List<string>();
        for (byte grey = 0; grey < 3; grey++)
        {
            ids.Insert(0, (await client.UploadAsync(Pictures.Png(8, 8, grey))).Text("id"));
        }

        var first = await client.GetFromJsonAsync<JsonElement>("/image/uploads?limit=2");
        var second = await client.GetFromJsonAsync<JsonElement>($"/image/uploads?limit=2&cursor={first.Text("next_cursor")}");
        string[] listed = [.. Ids(first, "uploads"), .. Ids(second, "uploads")];
        listed.ShouldBe(ids);
        second.GetProperty("next_cursor").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Jobs_whose_time_is_over_go_and_say_before_when_that_is()
    {
        await using var service = await Service.StartAsync(settings: "--Retention:KeepDays=2");
        var job = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        var told = await service.Client.WaitAsync(job.Text("id"), now => now.GetProperty("expires_at").ValueKind != JsonValueKind.Null);
        (told.GetProperty("expires_at").GetDateTimeOffset() - told.GetProperty("completed_at").GetDateTimeOffset())
            .ShouldBeInRange(TimeSpan.FromDays(2), TimeSpan.FromDays(2) + TimeSpan.FromMinutes(1));

        var retention = service.Services.GetRequiredService<IRetention>();
        var terms = new NothingKept();
        await retention.ReviewAsync(terms, await retention.BeginAsync(terms.Wording, default), 100, default);
        (await retention.DeleteExpiredAsync(100, default)).ShouldBe([Guid.Parse(job.Text("id"))]);

        (await service.GetAsync("/image/jobs")).GetProperty("jobs").GetArrayLength().ShouldBe(0);
    }

    /// <summary>Until the files of what was deleted are gone, of which only the wait for late ones is left.</summary>
    private async Task UntilSweptAsync(string jobId)
    {
        var deletions = _service.Services.GetRequiredService<IDeletions>();
        await KnownUsers.UntilAsync(async () => (await deletions.DueAsync(DateTimeOffset.UtcNow, 10, default)).Count == 0);
        (await UploadTests.KeysAsync(_service)).ShouldNotContain(key => key.Contains(jobId, StringComparison.Ordinal));
        await using var db = await _service.Services.GetRequiredService<IDbContextFactory<GenerationDbContext>>().CreateDbContextAsync();
        (await db.Outputs.CountAsync(output => output.JobId == Guid.Parse(jobId))).ShouldBe(0);
        (await db.Attempts.CountAsync(attempt => attempt.JobId == Guid.Parse(jobId))).ShouldBe(0);
    }

    private static Task<JsonElement> ListAsync(HttpClient client, string query) =>
        client.GetFromJsonAsync<JsonElement>($"/image/outputs?{query}");

    private static string[] Ids(JsonElement page, string list = "outputs") =>
        [.. page.GetProperty(list).EnumerateArray().Select(item => item.Text("id"))];

    private sealed class NothingKept : IRetentionTerms
    {
        public string Wording => "nothing";

        public Task<IReadOnlyDictionary<Guid, KeepTerms>> OfAsync(IReadOnlyCollection<Guid> userIds, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<Guid, KeepTerms>>(
                userIds.ToDictionary(userId => userId, _ => new KeepTerms(TimeSpan.FromHours(-1), null, null, null)));
    }
}
