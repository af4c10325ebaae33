using System.Text;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Templates;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>What a job was made of is kept, and makes the same again.</summary>
public sealed class KeptTemplateTests : IDisposable
{
    private readonly TemporaryCatalog _temporary = new();
    private readonly MemoryTemplates _kept = new();
    private readonly FakeClock _clock = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task It_makes_the_same_graph_after_its_files_changed_and_after_they_went()
    {
        _temporary.Write("a.json", Samples.Graph("\"p\":\"{{p}}\",\"s\":\"{{s}}\",\"old\":1.50"));
        _temporary.Write("a.params.json", """{"parameters":{"s":{"type":"integer","randomize":true}}}""");
        var templates = Lookup();
        var first = await RenderAsync(
            templates, new("a", Samples.Values(("p", "\"cat\"")), Samples.UserId, Samples.JobId) { IsKept = true });
        _temporary.Write("a.json", Samples.Graph("\"p\":\"{{p}}\",\"new\":true"), DateTime.UtcNow.AddMinutes(-1));
        File.Delete(_temporary.PathOf("a.params.json"));
        (await AgainAsync(templates, first)).Graph.ShouldBe(first.Graph);

        File.Delete(_temporary.PathOf("a.json"));
        var changed = await AgainAsync(Lookup(), first, ("p", "\"dog\""));
        changed.Graph.ShouldBe(first.Graph.Replace("cat", "dog", StringComparison.Ordinal));
        (changed.Version, changed.TemplateKey).ShouldBe((first.Version, first.TemplateKey));
    }

    [Fact]
    public async Task Values_that_are_changed_are_checked_as_ever_and_a_seed_may_be_drawn_anew()
    {
        _temporary.Write("a.json", Samples.Graph("\"s\":\"{{s}}\",\"n\":\"{{n}}\""));
        _temporary.Write(
            "a.params.json", """{"parameters":{"s":{"type":"integer","randomize":true},"n":{"type":"integer","maximum":9}}}""");
        var templates = Lookup();
        var first = await RenderAsync(templates, new("a", Samples.Values(("n", "1")), Samples.UserId, Samples.JobId) { IsKept = true });
        (await AgainAsync(templates, first, ("s", "null"))).Parameters["s"].GetRawText().ShouldNotBe(first.Parameters["s"].GetRawText());
        foreach (var wrong in (string[])["10", "\"x\"", "[\"1\",0]"])
        {
            (await Should.ThrowAsync<AppException>(AgainAsync(templates, first, ("n", wrong)))).Code.ShouldBe("invalid_parameters");
        }

        (await Should.ThrowAsync<AppException>(AgainAsync(templates, first, ("other", "1")))).Code.ShouldBe("invalid_parameters");
    }

    [Fact]
    public async Task What_servers_said_of_the_classes_decides_as_it_did_then()
    {
        const string graph = """
            {"1":{"class_type":"Load","inputs":{"x":"{{x}}"}},"2":{"class_type":"Odd","inputs":{"i":["1",0]}},
             "3":{"class_type":"Odd2","inputs":{"i":["1",0],"j":["2",0]}}}
            """;
        _temporary.Write("a.json", graph);
        const string classes = """
            {"Load":{"output":["IMAGE"]},"Odd":{"output":[],"output_node":true},"Odd2":{"output":[],"output_node":false}}
            """;
        var nodes = new ChangingClasses(classes);
        var templates = Lookup(new LiveCatalog(_temporary.Catalog, nodes));
        var first = await RenderAsync(templates, new("a", Samples.Values(("x", "1")), Samples.UserId, Samples.JobId) { IsKept = true });
        first.OutputNodeId.ShouldBe("2");
        nodes.Become(classes.Replace("true", "0", StringComparison.Ordinal).Replace("false", "true", StringComparison.Ordinal));
        (await RenderAsync(templates, new("a", Samples.Values(("x", "1")), Samples.UserId, Samples.JobId))).OutputNodeId.ShouldBe("3");
        var again = await AgainAsync(templates, first);
        (again.Graph, again.OutputNodeId).ShouldBe((first.Graph, "2"));
    }

    [Fact]
    public async Task There_is_one_for_all_jobs_and_it_is_noted_once_an_hour()
    {
        _temporary.Write("a.json", Samples.Graph("\"p\":\"{{p}}\""));
        var templates = Lookup();
        for (var i = 0; i < 50; i++)
        {
            await RenderAsync(templates, new("a", Samples.Values(("p", $"{i}")), Samples.UserId, Guid.NewGuid()) { IsKept = true });
        }

        (_kept.All.Count, _kept.Writes).ShouldBe((1, 1));
        _clock.Advance(TimeSpan.FromHours(1));
        await RenderAsync(templates, new("a", Samples.Values(("p", "1")), Samples.UserId, Samples.JobId) { IsKept = true });
        (_kept.All.Count, _kept.Writes).ShouldBe((1, 2));
    }

    [Fact]
    public async Task A_look_keeps_nothing()
    {
        _temporary.Write("a.json", Samples.Graph("\"p\":\"{{p}}\""));
        var rendered = await RenderAsync(Lookup(), new("a", Samples.Values(("p", "1")), Samples.UserId, Samples.JobId));
        (rendered.TemplateKey, _kept.Writes).ShouldBe((null, 0));
    }

    [Fact]
    public async Task One_that_is_gone_is_told()
    {
        var error = await Should.ThrowAsync<AppException>(
            RenderAsync(Lookup(), new("a", Samples.Values(), Samples.UserId, Samples.JobId) { TemplateKey = "no" }));
        (error.Kind, error.Code).ShouldBe((ErrorKind.Conflict, "template_gone"));
    }

    [Fact]
    public async Task Those_that_no_job_names_are_deleted_a_day_later_and_no_others()
    {
        for (var i = 0; i < 250; i++)
        {
            var key = $"k{i:000}";
            _kept.All[key] = new() { Key = key, Name = "a", Version = "1", Graph = [], Classes = "[]", KeptAt = _clock.GetUtcNow() };
        }

        var use = new NamedTemplates([.. _kept.All.Keys.Where((_, index) => index % 10 == 0)]);
        using var stop = new CancellationTokenSource();
        var sweep = ((MediatR.IRequestHandler<SweepTemplatesCommand, MediatR.Unit>)new SweepTemplatesHandler(
            _kept, use, _clock, NullLogger<SweepTemplatesHandler>.Instance)).Handle(new(), stop.Token);
        await _clock.UntilATimerRunsAsync();
        _kept.All.Count.ShouldBe(250);
        for (var hour = 0; hour < 26; hour++)
        {
            await _clock.UntilATimerRunsAsync();
            _clock.Advance(TimeSpan.FromHours(1));
        }

        await _clock.UntilATimerRunsAsync();
        _kept.All.Keys.Order().ShouldBe(use.Keys.Order());
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sweep);
    }

    /// <summary>Any graph with any values: what is filled again from what was kept is what was filled at first, byte for byte.</summary>
    [Fact]
    public void Any_values_make_the_same_again()
    {
        var graph = Samples.Graph("\"t\":\"a {{t}} b\",\"n\": \"{{n}}\" ,\"w\":\"{{t}}\"");
        var source = new WorkflowSource("a", Encoding.UTF8.GetBytes(graph), null, new WorkflowLimits());
        var kept = KeptTemplate.Of(source, "1", new Dictionary<string, NodeClass>()).Compile(source.Limits);
        var template = source.Compile();
        Prop.ForAll<string, long>((text, number) =>
        {
            var values = new Dictionary<string, JsonElement>
            {
                ["t"] = JsonSerializer.SerializeToElement(text ?? ""),
                ["n"] = JsonSerializer.SerializeToElement(number),
            };
            var first = template.Render(values, Samples.UserId, Samples.JobId);
            return kept.Render(values, Samples.UserId, Samples.JobId).AsSpan().SequenceEqual(first);
        }).QuickCheckThrowOnFailure();
    }

    private TemplateLookup Lookup(IWorkflowCatalog? catalog = null) => MemoryTemplates.Over(catalog ?? _temporary.Catalog, _kept, _clock);

    private static Task<RenderedWorkflow> RenderAsync(TemplateLookup templates, RenderWorkflowQuery query) =>
        new RenderWorkflowHandler(templates, new KnownNodes()).Handle(query, default);

    private static Task<RenderedWorkflow> AgainAsync(
        TemplateLookup templates, RenderedWorkflow first, params (string Name, string Json)[] changes)
    {
        // As they come back from the database.
        var parameters = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(JsonSerializer.Serialize(first.Parameters))!;
        foreach (var (name, json) in changes)
        {
            parameters[name] = JsonElement.Parse(json);
        }

        return RenderAsync(
            templates, new(first.Name, parameters, Samples.UserId, Samples.JobId) { IsKept = true, TemplateKey = first.TemplateKey });
    }

    private sealed class NamedTemplates(IReadOnlyList<string> keys) : ITemplateUse
    {
        public IReadOnlyList<string> Keys => keys;

        public Task<IReadOnlySet<string>> NamedAsync(IReadOnlyCollection<string> templateKeys, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlySet<string>>(templateKeys.Where(keys.Contains).ToHashSet());
    }

    private sealed class ChangingClasses(string json) : INodeClasses
    {
        private IReadOnlyDictionary<string, NodeClass> _classes = KnownNodes.Read(json);

        public void Become(string other) => _classes = KnownNodes.Read(other);

        public Task<IReadOnlyDictionary<string, NodeClass>> DescribeAsync(
            IReadOnlyCollection<string> classTypes, CancellationToken cancellationToken) => Task.FromResult(_classes);

        public Task<IReadOnlyDictionary<(string ClassType, string Input), ulong>> MaximaAsync(
            IReadOnlyCollection<(string ClassType, string Input)> inputs, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
