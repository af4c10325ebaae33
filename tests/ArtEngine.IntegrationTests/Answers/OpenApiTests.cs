using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Answers;

/// <summary>The API's description says what the service does, and clients are made of it.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class OpenApiTests(SharedService shared, NodeTools node) : IClassFixture<SharedService>, IClassFixture<NodeTools>
{
    private readonly Service _service = shared.Service;

    [NodeFact]
    public async Task The_description_has_no_fault_that_Redocly_finds()
    {
        await SaveDescriptionAsync();
        var (exitCode, output) = await node.ToolAsync("redocly", "lint", "api.json", "--config", "redocly.yaml", "--format", "json");
        exitCode.ShouldBe(0, output);
        output.ShouldContain("\"errors\": 0");
        output.ShouldContain("\"warnings\": 0", Case.Sensitive, output);
    }

    [NodeFact]
    public async Task A_TypeScript_client_is_made_of_it_compiles_and_makes_a_picture()
    {
        await SaveDescriptionAsync();
        var made = await node.ToolAsync("openapi-typescript", "api.json", "--output", "api.d.ts");
        made.ExitCode.ShouldBe(0, made.Output);
        var compiled = await node.ToolAsync("tsc", "--project", "tsconfig.json");
        compiled.ExitCode.ShouldBe(0, compiled.Output);
        var (exitCode, output) = await node.RunAsync(
            "node", ["out/use.js"], ("API", _service.Address.ToString()), ("TOKEN", _service.Token()));
        exitCode.ShouldBe(0, output);

        var told = JsonElement.Parse(output);
        told.Text("status").ShouldBe("succeeded");
        told.GetProperty("same_seed").GetBoolean().ShouldBeTrue();
        told.GetProperty("picture_bytes").GetInt32().ShouldBe(told.GetProperty("expected_bytes").GetInt32());
        (told.Text("refusal"), told.Text("pointer")).ShouldBe(("invalid_parameters", "/parameters/prompt"));
        told.GetProperty("queue_running").ValueKind.ShouldBe(JsonValueKind.Number);
    }

    [Fact]
    public async Task A_CSharp_client_is_made_of_it_compiles_and_makes_a_picture()
    {
        var description = await _service.Client.GetStringAsync("/swagger/v1/swagger.json");
        var told = await CSharpClient.UseAsync(description, _service.Client, Pictures.Png(16, 16));
        told.ShouldBe("succeeded, image/png, 64x64, 16x16, invalid_parameters at /parameters/prompt");
    }

    [Fact]
    public async Task Every_operation_has_an_id_of_its_own_a_summary_and_problems_with_a_code()
    {
        var api = await DescriptionAsync();
        var operations = Operations(api).ToList();
        operations.Select(operation => operation.Value.Text("operationId")).ShouldBeUnique();
        foreach (var (name, operation) in operations)
        {
            operation.Text("summary").Length.ShouldBeInRange(5, 60, name);
            var responses = operation.GetProperty("responses").EnumerateObject().ToList();
            responses.Select(response => response.Name).ShouldContain("500", name);
            foreach (var problem in responses.Where(response => response.Name[0] is '4' or '5'))
            {
                problem.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").Text("$ref")
                    .ShouldBe("#/components/schemas/ProblemDetails", $"{name} {problem.Name}");
            }
        }

        var members = api.GetProperty("components").GetProperty("schemas").GetProperty("ProblemDetails").GetProperty("properties");
        members.EnumerateObject().Select(member => member.Name)
            .ShouldBe(["type", "title", "status", "detail", "code", "errors", "trace_id"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_job_has_all_its_members_and_says_which_may_be_null()
    {
        var job = (await DescriptionAsync()).GetProperty("components").GetProperty("schemas").GetProperty("JobView");
        var members = job.GetProperty("properties").EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetRawText());
        job.GetProperty("required").EnumerateArray().Select(name => name.GetString()!).ShouldBe(members.Keys, ignoreOrder: true);
        members.Where(member => member.Value.Contains("\"null\"", StringComparison.Ordinal)).Select(member => member.Key).ShouldBe(
            ["metadata", "started_at", "completed_at", "expires_at", "queue_position", "wait_reason", "eta_seconds", "progress", "error", "backend"],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Each_answer_to_a_picture_has_its_own_example_and_the_picture_its_media_type()
    {
        var responses = (await DescriptionAsync()).GetProperty("paths").GetProperty("/image/generate").GetProperty("post")
            .GetProperty("responses");
        var (done, accepted) = (responses.GetProperty("200").GetProperty("content"), responses.GetProperty("202").GetProperty("content"));
        done.GetProperty("application/json").GetProperty("example").Text("status").ShouldBe("succeeded");
        accepted.GetProperty("application/json").GetProperty("example").Text("status").ShouldBe("queued");
        done.GetProperty("image/*").GetProperty("schema").Text("format").ShouldBe("binary");
    }

    [Fact]
    public async Task Each_workflow_has_its_body_and_example_as_the_folder_has_them_now()
    {
        using var folder = new TempFolder();
        void Copy(string from, string to)
        {
            foreach (var ending in new[] { ".json", ".params.json" })
            {
                File.Copy(Path.Combine(RepositoryRoot.Find(), "comfy", "workflows", from + ending), Path.Combine(folder.Path, to + ending));
            }
        }

        Copy("txt2img", "first");
        await using var service = await Service.StartAsync(settings: [$"--Workflows:Path={folder.Path}"]);
        Copy("test-card", "second.v2");
        var api = await service.GetAsync("/swagger/v1/swagger.json");
        var schemas = api.GetProperty("components").GetProperty("schemas");
        schemas.GetProperty("GenerateRequest").GetProperty("allOf")[1].GetProperty("oneOf").EnumerateArray()
            .Select(choice => choice.Text("$ref").Split('/')[^1]).ShouldBe(["GenerateRequest.first", "GenerateRequest.second.v2"]);
        var first = schemas.GetProperty("GenerateRequest.first").GetProperty("properties");
        first.GetProperty("workflow_name").GetProperty("enum")[0].GetString().ShouldBe("first");
        first.GetProperty("parameters").GetProperty("required")[0].GetString().ShouldBe("prompt");

        var examples = api.GetProperty("paths").GetProperty("/image/generate").GetProperty("post").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("examples").EnumerateObject().ToList();
        examples.Select(example => example.Name).ShouldBe(["first", "second.v2"]);
        foreach (var example in examples)
        {
            await service.Client.SubmitAsync(example.Value.GetProperty("value"));
        }
    }

    private static IEnumerable<(string Name, JsonElement Value)> Operations(JsonElement api) => api.GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject().Select(operation => ($"{operation.Name} {path.Name}", operation.Value)));

    private Task<JsonElement> DescriptionAsync() => _service.GetAsync("/swagger/v1/swagger.json");

    private async Task SaveDescriptionAsync() => await File.WriteAllTextAsync(
        Path.Combine(node.Folder, "api.json"), await _service.Client.GetStringAsync("/swagger/v1/swagger.json"));
}
