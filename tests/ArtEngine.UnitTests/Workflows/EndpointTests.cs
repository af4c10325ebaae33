using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Workflows;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Contracts;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>The module as a host sees it, over a real socket.</summary>
public sealed class EndpointTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task The_list_and_one_workflow_answer_with_what_was_shipped()
    {
        await using var host = await StartAsync(Samples.RepositoryRoot());
        using var client = Client(host);

        var list = JsonNode.Parse(await client.GetStringAsync("/workflows"))!["workflows"]!.AsArray();
        list.Select(one => $"{one!["name"]} {one["status"]}")
            .ShouldBe(["flux-txt2img ready", "img2img ready", "test-card ready", "txt2img ready"]);
        list[3]!["parameters"]!["properties"]!["seed"]!["x-randomize"]!.GetValue<bool>().ShouldBeTrue();

        var one = JsonNode.Parse(await client.GetStringAsync("/workflows/txt2img.json"))!.AsObject();
        one.Select(field => field.Key).ShouldBe(
            ["name", "version", "title", "description", "output_node_id", "node_count", "warnings", "parameters", "example"]);
        one["parameters"]!["properties"]!["seed"]!["maximum"]!.ToJsonString().ShouldBe("18446744073709551615");
        one["example"]!.ToJsonString().ShouldBe(
            """{"workflow_name":"txt2img","parameters":{"prompt":"a lighthouse at dusk, oil painting"}}""");
    }

    [Theory]
    [InlineData("/workflows/txt2img/")]
    [InlineData("/workflows/test-card")]
    public async Task A_workflow_is_found_by_its_name(string path)
    {
        await using var host = await StartAsync(Samples.RepositoryRoot());
        using var client = Client(host);
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/workflows/txt3img")]
    [InlineData("/workflows/..%2Ftxt2img")]
    [InlineData("/workflows/txt2img.params.json")]
    [InlineData("/workflows/.env")]
    [InlineData("/workflows/%C3%A9")]
    public async Task What_is_no_workflow_is_unknown(string path)
    {
        await using var host = await StartAsync(Samples.RepositoryRoot());
        using var client = Client(host);
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        (await answer.Content.ReadAsStringAsync()).ShouldBe("NotFound unknown_workflow");
    }

    [Theory]
    [InlineData("Workflows:Path", "nowhere", "Workflows:Path: there is no folder '")]
    [InlineData("Workflows:MaxNodes", "0", "The field MaxNodes must be between 1 and 100000.")]
    [InlineData("Workflows:Path", "", "The Path field is required.")]
    public async Task A_wrong_setting_stops_the_start(string key, string value, string sentence)
    {
        var error = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(Samples.RepositoryRoot(), (key, value)));
        error.Message.ShouldContain(sentence);
    }

    private async Task<WebApplication> StartAsync(string root, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = root });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        });
        builder.Services.AddTransient<ServiceFactory>(services => services.GetRequiredService);
        builder.Services.AddTransient<IMediator, Mediator>();
        builder.Services.AddTransient<IRequestHandler<ListWorkflowsQuery, WorkflowList>, ListWorkflowsHandler>();
        builder.Services.AddTransient<IRequestHandler<GetWorkflowQuery, WorkflowDetails>, GetWorkflowHandler>();

        builder.Services.AddSingleton<INodeClasses>(new KnownNodes());
        builder.Services.AddSingleton(new DataOptions { DataDirectory = _data.Path });
        builder.Services.AddSingleton<ISignals>(new SteppedSignals());
        var module = new WorkflowsModule();
        module.AddServices(builder.Services, builder.Configuration);
        var host = builder.Build();
        host.Use(AnswerErrors);
        module.MapEndpoints(host);
        await host.StartAsync();
        return host;
    }

    private static async Task AnswerErrors(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (AppException error)
        {
            await context.Response.WriteAsync($"{error.Kind} {error.Code}");
        }
    }

    private static HttpClient Client(WebApplication host) => new() { BaseAddress = new Uri(host.Urls.First()) };
}
