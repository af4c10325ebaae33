using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>What the ComfyUI servers have is told, and types the workflows.</summary>
public sealed class ModelTests
{
    [Fact]
    public async Task Model_files_samplers_and_schedulers_are_listed_with_the_servers_that_have_them()
    {
        await using var service = await Service.StartAsync();
        var models = await service.Client.GetFromJsonAsync<JsonElement>("/models");
        var checkpoints = models.GetProperty("models").EnumerateArray().Single(kind => kind.Text("kind") == "checkpoints");
        var file = checkpoints.GetProperty("files")[0];
        file.Text("name").ShouldEndWith(".safetensors");
        file.GetProperty("backends").EnumerateArray().Select(name => name.GetString()).ShouldBe(["simulator"]);
        models.GetProperty("samplers").EnumerateArray().Select(name => name.GetString()).ShouldContain("euler");
        models.GetProperty("schedulers").EnumerateArray().Select(name => name.GetString()).ShouldContain("karras");
    }

    [Fact]
    public async Task The_shipped_workflow_takes_the_first_checkpoint_of_the_server_and_offers_the_others()
    {
        await using var service = await Service.StartAsync();
        var models = await service.Client.GetFromJsonAsync<JsonElement>("/models");
        var files = models.GetProperty("models").EnumerateArray().Single(kind => kind.Text("kind") == "checkpoints").GetProperty("files")
            .EnumerateArray().Select(file => file.Text("name")).ToList();
        var properties = (await service.Client.GetFromJsonAsync<JsonElement>("/workflows/txt2img")).GetProperty("parameters").GetProperty("properties");
        properties.GetProperty("checkpoint").GetProperty("enum").EnumerateArray().Select(file => file.GetString())
            .ShouldBe(files, ignoreOrder: true);
        properties.GetProperty("sampler_name").GetProperty("enum").EnumerateArray().Select(name => name.GetString()).ShouldContain("euler");

        var job = await service.Client.SubmitAsync();
        var parameters = job.GetProperty("parameters");
        parameters.GetProperty("checkpoint").GetString().ShouldBe(properties.GetProperty("checkpoint").GetProperty("default").GetString());
        files.ShouldContain(parameters.GetProperty("checkpoint").GetString()!);
        (await service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task A_word_that_no_server_takes_is_refused_with_what_they_take()
    {
        await using var service = await Service.StartAsync();
        using var answer = await service.Client.GenerateAsync(
            new { workflow_name = "txt2img", parameters = new { prompt = "a cat", sampler_name = "eular" } });
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.JsonAsync()).GetProperty("errors")[0].Text("detail").ShouldContain("one of \"euler\"");
    }
}
