using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Workflows.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Comfy;

/// <summary>What clients ask of a server before they begin.</summary>
internal static class InfoEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/object_info", NodesAsync).RequirePermission(Permission.Read).WithSummary("All node classes");
        group.MapGet("/object_info/{name}", NodeAsync).RequirePermission(Permission.Read).WithSummary("A node class");
        group.MapGet("/system_stats", Stats).RequirePermission(Permission.Read).WithSummary("What answers here");
        group.MapGet("/features", () => new Dictionary<string, object>()).RequirePermission(Permission.Read).WithSummary("Nothing");
        group.MapGet("/extensions", () => Array.Empty<string>()).RequirePermission(Permission.Read).WithSummary("Nothing");
        group.MapGet("/embeddings", () => Array.Empty<string>()).RequirePermission(Permission.Read).WithSummary("Nothing");
    }

    /// <summary>The servers behind are not told apart.</summary>
    private static object Stats() => new
    {
        system = new { os = "art-engine", comfyui_version = "0.3.64" },
        devices = Array.Empty<object>(),
    };

    private static async Task<Dictionary<string, object>> NodesAsync(ServerNodeClasses nodes, CancellationToken cancellationToken) =>
        ViewOf(await nodes.DescribeAllAsync(cancellationToken));

    /// <summary>A node class as all servers together have it; empty when none has it, as ComfyUI answers.</summary>
    private static async Task<Dictionary<string, object>> NodeAsync(string name, INodeClasses nodes, CancellationToken cancellationToken) =>
        ViewOf(await nodes.DescribeAsync([name], cancellationToken));

    private static Dictionary<string, object> ViewOf(IReadOnlyDictionary<string, NodeClass> nodes) =>
        nodes.ToDictionary(node => node.Key, node => ViewOf(node.Value));

    private static object ViewOf(NodeClass node) => new
    {
        input = new
        {
            required = node.Inputs.Where(input => !input.IsOptional).ToDictionary(input => input.Name, ViewOf),
            optional = node.Inputs.Where(input => input.IsOptional).ToDictionary(input => input.Name, ViewOf),
        },
        output = node.Outputs,
        output_is_list = node.Outputs.Select(_ => false),
        output_name = node.Outputs,
        name = node.Name,
        display_name = node.Title ?? node.Name,
        description = "",
        category = "",
        output_node = node.IsOutput ?? false,
    };

    /// <summary>Where files are uploaded to, a server lists everybody's, whose names tell what they hold.</summary>
    private static IReadOnlyList<JsonElement>? ChoicesOf(NodeInput input) => input.Upload is null ? input.Choices : [];

    private static object[] ViewOf(NodeInput input)
    {
        var terms = new Dictionary<string, object>();
        foreach (var (name, value) in new (string, object?)[]
        {
            ("default", input.Default), ("min", input.Minimum), ("max", input.Maximum), ("step", input.Step), ("tooltip", input.Tooltip),
            ("multiline", input.IsMultiline ? true : null),
        })
        {
            if (value is not null)
            {
                terms[name] = value;
            }
        }

        return [ChoicesOf(input) is { } choices ? choices : input.Type, terms];
    }
}
