namespace ArtEngine.Host.Swagger;

/// <summary>A dialect of the API that has a description of its own.</summary>
/// <param name="Name">The group name of its endpoints, and what stands in the description's address.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">For people.</param>
internal sealed record ApiGroup(string Name, string Title, string Description)
{
    public static IReadOnlyList<ApiGroup> All { get; } =
    [
        new("openai", "Art Engine: OpenAI images", "What clients of OpenAI's images API call; a model is a workflow."),
        new("comfy-api-v2", "Art Engine: Comfy API v2", "What the official SDKs of Comfy call; a job is a graph of the caller's."),
        new("comfyui", "Art Engine: ComfyUI", "ComfyUI's own protocol; its paths are there without /api as well."),
    ];
}
