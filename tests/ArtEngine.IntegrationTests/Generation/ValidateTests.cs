using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

public sealed class ValidateTests
{
    [Fact]
    public async Task What_would_be_sent_and_what_each_server_says_is_told_and_nothing_is_queued()
    {
        await using var service = await Service.StartAsync();
        var good = await AskAsync(service, new { prompt = "a cat", seed = 5 });
        (good.GetProperty("valid").GetBoolean(), good.GetProperty("backends")[0].GetProperty("problems").GetArrayLength()).ShouldBe((true, 0));
        good.GetProperty("graph").GetProperty("2").GetProperty("inputs").Text("text").ShouldBe("a cat");
        good.GetProperty("parameters").GetProperty("seed").GetInt32().ShouldBe(5);

        var bad = await AskAsync(service, new { prompt = "a cat", checkpoint = "sd_xl_base_1.safetensors" });
        bad.GetProperty("valid").GetBoolean().ShouldBeFalse();
        var backend = bad.GetProperty("backends")[0];
        var problem = backend.GetProperty("problems")[0];
        (backend.Text("backend"), problem.Text("node_id"), problem.Text("input")).ShouldBe(("simulator", "1", "ckpt_name"));
        problem.Text("nearest").ShouldBe("sd_xl_base_1.0.safetensors");

        (await service.Client.GetFromJsonAsync<JsonElement>("/image/jobs")).GetProperty("jobs").GetArrayLength().ShouldBe(0);
        service.Simulator.Log.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Wrong_parameters_and_unknown_workflows_are_refused_as_by_generate()
    {
        await using var service = await Service.StartAsync();
        using var wrong = await service.Client.PostAsJsonAsync("/workflows/txt2img/validate", new { parameters = new { steps = 9 } });
        (wrong.StatusCode, (await wrong.JsonAsync()).Text("code")).ShouldBe((HttpStatusCode.UnprocessableEntity, "invalid_parameters"));
        using var unknown = await service.Client.PostAsJsonAsync("/workflows/video%2Fwan/validate", new { });
        (unknown.StatusCode, (await unknown.JsonAsync()).Text("code")).ShouldBe((HttpStatusCode.NotFound, "unknown_workflow"));
    }

    private static async Task<JsonElement> AskAsync(Service service, object parameters)
    {
        using var answer = await service.Client.PostAsJsonAsync("/workflows/txt2img/validate", new { parameters });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.JsonAsync();
    }
}
