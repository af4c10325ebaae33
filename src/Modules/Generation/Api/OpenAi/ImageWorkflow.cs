using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Api.OpenAi;

/// <summary>A workflow as a model of OpenAI's API, with the parameters that stand for the API's own.</summary>
internal sealed class ImageWorkflow(RequestSchema schema)
{
    public const string Prompt = "prompt";
    public const string Mask = "mask";

    /// <summary>What authors of workflows call it, the likeliest first.</summary>
    private static readonly Dictionary<string, string[]> Names = new()
    {
        [Prompt] = [Prompt, "positive_prompt", "positive", "text"],
        ["seed"] = ["seed", "noise_seed"],
        [Mask] = [Mask, "mask_image"],
    };

    private readonly IReadOnlyList<JsonProperty> _parameters = [.. schema.Parameters.GetProperty("properties").EnumerateObject()];

    public string Name => schema.Workflow;

    /// <summary>Whether it makes pictures of words.</summary>
    public bool TakesPrompt => ParameterOf(Prompt) is not null;

    /// <summary>The parameters that take pictures, that of the mask aside, in the order of the workflow.</summary>
    public IReadOnlyList<string> Pictures
    {
        get
        {
            var mask = ParameterOf(Mask);
            var pictures = _parameters.Where(IsPicture).Select(parameter => parameter.Name).Where(name => name != mask).ToList();
            return schema.OpenAi.TryGetValue("image", out var first) ? [first, .. pictures.Where(name => name != first)] : pictures;
        }
    }

    /// <summary>The workflow's name for it; null when it has nothing of the kind.</summary>
    public string? ParameterOf(string word) => schema.OpenAi.TryGetValue(word, out var declared)
        ? declared
        : (Names.GetValueOrDefault(word) ?? [word]).FirstOrDefault(name => _parameters.Any(parameter => parameter.Name == name));

    /// <summary>The workflow's name for it, or <see cref="AppException"/>.</summary>
    public string RequireParameter(string word, string member) => ParameterOf(word)
        ?? throw Invalid(member, $"The workflow {Wording.Quote(Name)} has no parameter for it; leave it out.");

    public static AppException Invalid(string member, string detail) => new(ErrorKind.Invalid, "invalid_request", $"{member}:")
    {
        Errors = [new($"/{member}", detail)],
    };

    private static bool IsPicture(JsonProperty parameter) => parameter.Value.TryGetProperty("x-upload", out _);
}
