using System.Text.Json;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>What ComfyUI and its nodes write may be any text; it neither stops a lane nor spoils a list.</summary>
public sealed class ForeignTextTests
{
    private const string Evil = "bad \\u0000 \\ud800 text";

    [Fact]
    public async Task An_error_with_text_that_no_database_takes_fails_the_job_and_the_lane_goes_on()
    {
        await using var stub = await StubComfyUi.StartAsync();
        await using var service = await StartAsync(stub);
        var message = new string('x', 990 - 4) + Evil + "\\ud83d\\ude00";
        stub.OnPrompt = id =>
        {
            stub.History[id] = $$$"""
                {"outputs":{},"status":{"status_str":"error","messages":[["execution_error",
                {"exception_type":"E","exception_message":"{{{message}}}","node_id":"7{{{Evil}}}","node_type":"{{{Evil}}}"}]]}}
                """;
            return null;
        };

        var failed = await RunAsync(service);

        failed.GetProperty("error").Text("code").ShouldBe("node_error");
        failed.GetProperty("error").Text("node_id").ShouldBe("7bad  \ufffd text");
        failed.GetProperty("attempts").GetInt32().ShouldBe(1);
        stub.OnPrompt = null;
        (await RunAsync(service)).Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task A_refusal_with_such_text_fails_the_job()
    {
        await using var stub = await StubComfyUi.StartAsync();
        await using var service = await StartAsync(stub);
        stub.OnPrompt = _ => Results.Text(
            $$$"""{"error":{"type":"x","message":"{{{Evil}}}","details":"{{{new string('x', 470)}}}\ud83d\ude00\ud83d\ude00\ud83d\ude00"},"node_errors":{}}""", "application/json", statusCode: 400);

        (await RunAsync(service)).GetProperty("error").Text("code").ShouldBe("validation");
    }

    [Fact]
    public async Task Texts_and_names_of_outputs_are_kept_without_what_cannot_be_stored()
    {
        await using var stub = await StubComfyUi.StartAsync();
        await using var service = await StartAsync(stub);
        stub.Outputs = $$$"""{"7":{"text":["{{{Evil}}}"],"images":[{"filename":"{{{Evil}}}.png","subfolder":"","type":"output"}]}}""";

        var job = await RunAsync(service);

        job.Text("status").ShouldBe("succeeded");
        job.GetProperty("attempts").GetInt32().ShouldBe(1);
        var outputs = job.GetProperty("outputs").EnumerateArray().ToList();
        outputs.Single(output => output.Text("type") == "image").Text("name").ShouldBe("bad  \ufffd text.png");
        var text = outputs.Single(output => output.Text("type") == "text");
        (await service.Client.GetStringAsync(text.Text("url"))).ShouldBe("bad \0 \ufffd text");
    }

    [Theory]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"a\":")]
    public async Task A_row_whose_JSON_is_damaged_appears_without_it_and_the_other_rows_as_they_are(string damaged)
    {
        await using var service = await Service.StartAsync();
        var good = await service.Client.SubmitAsync(
            new { workflow_name = "txt2img", parameters = new { prompt = "x" }, metadata = new { a = "😀" } });
        var bad = await service.Client.SubmitAsync(
            new { workflow_name = "txt2img", parameters = new { prompt = "x" }, metadata = new { a = 1 } });
        var id = Guid.Parse(bad.Text("id"));
        await using (var db = await service.Services.GetRequiredService<IDbContextFactory<GenerationDbContext>>().CreateDbContextAsync())
        {
            await db.Jobs.Where(job => job.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(job => job.Metadata, damaged).SetProperty(job => job.Parameters, damaged));
        }

        var jobs = (await service.GetAsync("/image/jobs")).GetProperty("jobs").EnumerateArray().ToDictionary(job => job.Text("id"));
        jobs.Count.ShouldBe(2);
        jobs[good.Text("id")].GetProperty("metadata").Text("a").ShouldBe("😀");
        jobs[bad.Text("id")].GetProperty("metadata").ValueKind.ShouldBe(JsonValueKind.Null);
        jobs[bad.Text("id")].GetProperty("parameters").GetRawText().ShouldBe("{}");
        (await service.Client.WaitForEndAsync(bad.Text("id"))).Text("status").ShouldBe("succeeded");
    }

    private static Task<Service> StartAsync(StubComfyUi stub) => Service.StartAsync(settings: $"--ComfyUi:Servers:0:Url={stub.Address}");

    private static async Task<JsonElement> RunAsync(Service service) =>
        await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
}
