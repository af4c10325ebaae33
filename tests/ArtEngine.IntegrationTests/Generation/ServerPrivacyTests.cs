using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>What jobs leave at ComfyUI servers.</summary>
public sealed class ServerPrivacyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_server_forgets_a_job_and_its_file_is_empty_while_the_owner_has_it_still()
    {
        await using var service = await Service.StartAsync();
        var job = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        var output = job.GetProperty("outputs")[0];
        using var comfy = new HttpClient { BaseAddress = service.Simulator.Address };
        var view = $"/view?filename={Uri.EscapeDataString(output.Text("name"))}&subfolder=artengine&type=output";
        await UntilAsync(async () => (await comfy.GetStringAsync("/history")) == "{}");
        (await comfy.GetByteArrayAsync(view)).ShouldBeEmpty();
        (await service.Client.GetByteArrayAsync(output.Text("url"))).Length.ShouldBe(output.GetProperty("size_bytes").GetInt32());
    }

    [Fact]
    public async Task Files_of_other_names_are_left_alone()
    {
        await using var stub = await StubComfyUi.StartAsync();
        await using var service = await Service.StartAsync(settings: [$"--ComfyUi:Servers:0:Url={stub.Address}"]);
        var job = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        job.Text("status").ShouldBe("succeeded");
        await UntilAsync(() => Task.FromResult(!stub.Forgotten.IsEmpty));
        JsonElement.Parse(stub.Forgotten.Single()).GetProperty("delete")[0].GetString()
            .ShouldBe(JsonElement.Parse(stub.Prompts.Single()).Text("prompt_id"));
        stub.Uploads.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_could_not_be_forgotten_before_the_service_ended_is_forgotten_by_the_next_one()
    {
        using var folder = new TempFolder();
        await using var simulator = await Service.QuickSimulatorAsync();
        string ended;
        await using (var first = await Service.StartAsync(simulator, folder))
        {
            ended = (await first.Client.SubmitAsync()).Text("id");
            await first.Client.WaitForEndAsync(ended);
        }

        await using var second = await Service.StartAsync(simulator, folder);
        using var comfy = new HttpClient { BaseAddress = simulator.Address };
        await UntilAsync(async () => (await comfy.GetStringAsync("/history")) == "{}");
        (await second.Client.WaitForEndAsync(ended)).Text("status").ShouldBe("succeeded");
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
