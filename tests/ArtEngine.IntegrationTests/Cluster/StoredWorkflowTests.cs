using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Cluster;

/// <summary>What an administrator stores on one node all nodes have.</summary>
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class StoredWorkflowTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(3);

    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task A_stored_workflow_is_on_the_other_node_at_once_goes_before_a_file_and_outlives_both()
    {
        using var folder = new TempFolder(onRealServers: true);
        using var workflows = TempFolder.WithShippedWorkflows();
        await using var simulator = await Service.QuickSimulatorAsync();
        string[] settings = [$"--Workflows:Path={workflows.Path}"];
        await using (var one = await Service.StartAsync(simulator, folder, settings))
        await using (var two = await Service.StartAsync(simulator, folder, settings))
        {
            (await StoreAsync(one, "mine", 64)).StatusCode.ShouldBe(HttpStatusCode.Created);
            await UntilAsync(two, "mine", width: 64);
            (await StoreAsync(two, "mine", 128)).StatusCode.ShouldBe(HttpStatusCode.OK);
            await UntilAsync(one, "mine", width: 128);
            (await StoreAsync(one, "txt2img", 72)).StatusCode.ShouldBe(HttpStatusCode.OK);
            await UntilAsync(two, "txt2img", width: 72);
            Directory.GetFiles(workflows.Path, "mine*").ShouldBeEmpty();
        }

        await using var again = await Service.StartAsync(simulator, folder, settings);
        await UntilAsync(again, "mine", width: 128);
        using var deleted = await again.Client.DeleteAsync("/workflows/txt2img");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        // The file is seen again.
        (await again.GetAsync("/workflows/txt2img")).Text("title").ShouldBe("Text to picture");
        using var file = await again.Client.DeleteAsync("/workflows/txt2img");
        (file.StatusCode, (await file.JsonAsync()).Text("code")).ShouldBe((HttpStatusCode.Conflict, "workflow_in_folder"));
    }

    private static Task<HttpResponseMessage> StoreAsync(Service node, string name, int width) => node.Client.PutAsJsonAsync(
        $"/workflows/{name}",
        new
        {
            graph = JsonElement.Parse("""
                {"1":{"class_type":"EmptyImage","inputs":{"width":WIDTH,"height":64,"batch_size":1,"color":0}},
                 "2":{"class_type":"SaveImage","inputs":{"images":["1",0],"filename_prefix":"x"}}}
                """.Replace("WIDTH", $"{width}", StringComparison.Ordinal)),
            parameters = JsonElement.Parse("""{"parameters":{"width":{"bind":{"node":"1","input":"width"}}}}"""),
        });

    private static async Task UntilAsync(Service node, string name, int width)
    {
        using var patience = new CancellationTokenSource(AtOnce);
        while (true)
        {
            using var answer = await node.Client.GetAsync($"/workflows/{name}", patience.Token);
            if (answer.IsSuccessStatusCode &&
                (await answer.JsonAsync()).GetProperty("parameters").GetProperty("properties") is var properties &&
                properties.TryGetProperty("width", out var told) && told.GetProperty("default").GetRawText() == $"{width}")
            {
                return;
            }

            await Task.Delay(20, patience.Token);
        }
    }
}
