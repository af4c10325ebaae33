using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>Small graphs and shortcuts to fill them in.</summary>
internal static class Samples
{
    public static readonly Guid UserId = new("11111111-2222-3333-4444-555555555555");
    public static readonly Guid JobId = new("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");

    /// <summary>One SaveImage node with these inputs, written as JSON without the outer braces.</summary>
    public static string Graph(string inputs) => "{\"1\":{\"class_type\":\"SaveImage\",\"inputs\":{" + inputs + "}}}";

    public static WorkflowTemplate Compile(string graph, string? parameters = null, WorkflowLimits? limits = null) =>
        WorkflowTemplate.Compile(
            "sample",
            Encoding.UTF8.GetBytes(graph),
            parameters is null ? null : Encoding.UTF8.GetBytes(parameters),
            limits);

    public static string Reason(string graph, string? parameters = null, WorkflowLimits? limits = null) =>
        Should.Throw<BrokenWorkflowException>(() => Compile(graph, parameters, limits)).Message;

    public static Dictionary<string, JsonElement> Values(params (string Name, string Json)[] values) =>
        values.ToDictionary(pair => pair.Name, pair => JsonElement.Parse(pair.Json), StringComparer.Ordinal);

    public static string Fill(this WorkflowTemplate template, params (string Name, string Json)[] values) =>
        template.Fill(Values(values));

    public static string Fill(this WorkflowTemplate template, Dictionary<string, JsonElement> values) =>
        Encoding.UTF8.GetString(template.Render(ParameterValues.Resolve(template, values, new(new Random(1))), UserId, JobId)!);

    public static Dictionary<string, JsonElement> Resolve(this WorkflowTemplate template, params (string Name, string Json)[] values) =>
        ParameterValues.Resolve(template, Values(values), new(Random.Shared));

    /// <summary>The errors that these values are answered with, as "pointer: detail".</summary>
    public static IReadOnlyList<string> Errors(this WorkflowTemplate template, params (string Name, string Json)[] values)
    {
        var error = Should.Throw<AppException>(() => template.Resolve(values));
        error.Kind.ShouldBe(ErrorKind.Invalid);
        error.Code.ShouldBe("invalid_parameters");
        return [.. error.Errors.Select(one => $"{one.Pointer}: {one.Detail}")];
    }

    /// <summary>The value of an input of node 1.</summary>
    public static JsonNode? Input(string graph, string input) => JsonNode.Parse(graph)!["1"]!["inputs"]![input];

    /// <summary>A film or sound that FFmpeg wrote, with which ComfyUI saves.</summary>
    public static string MediaFile(string file) =>
        Path.Combine(RepositoryRoot(), "tests", "ArtEngine.UnitTests", "Generation", "Data", "Media", file);

    public static string RepositoryRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
