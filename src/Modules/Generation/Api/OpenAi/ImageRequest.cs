using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ArtEngine.Generation.Api.OpenAi;

/// <summary>What to make. Members that OpenAI's API does not know are parameters of the workflow.</summary>
internal sealed record ImageRequest
{
    /// <summary>The workflow's name; <c>GET /v1/models</c> lists them.</summary>
    [Required]
    public string? Model { get; init; }

    /// <summary>What the picture shows.</summary>
    public string? Prompt { get; init; }

    /// <summary>How many pictures, 1 to 10; each is a job of its own.</summary>
    [Range(1, ImageOrder.MostPictures)]
    public int? N { get; init; }

    /// <summary>Width and height in pixels, such as <c>1024x1024</c>; <c>auto</c> leaves them to the workflow.</summary>
    public string? Size { get; init; }

    /// <summary>Goes to the workflow's parameter of that name; without effect when it has none.</summary>
    public string? Quality { get; init; }

    /// <summary>The first picture's seed; each further one has the next.</summary>
    public JsonElement? Seed { get; init; }

    /// <summary><c>b64_json</c>, unless given, or <c>url</c>: good for one to two hours, without a token.</summary>
    public string? ResponseFormat { get; init; }

    /// <summary><c>png, jpeg, webp</c>; as the workflow made it unless given.</summary>
    public string? OutputFormat { get; init; }

    /// <summary>Quality of jpeg and webp, 0 to 100.</summary>
    [Range(0, 100)]
    public int? OutputCompression { get; init; }

    /// <summary>Goes to the workflow's parameter of that name.</summary>
    public string? Background { get; init; }

    /// <summary>Goes to the workflow's parameter of that name; without effect when it has none.</summary>
    public string? Style { get; init; }

    /// <summary>Without effect.</summary>
    public string? Moderation { get; init; }

    /// <summary>Without effect.</summary>
    public string? InputFidelity { get; init; }

    /// <summary>Without effect.</summary>
    public string? User { get; init; }

    /// <summary>Whether to answer with server-sent events.</summary>
    public bool? Stream { get; init; }

    /// <summary>With <c>stream</c>: how many pictures on the way, 0 to 3.</summary>
    [Range(0, 3)]
    public int? PartialImages { get; init; }

    /// <summary>Parameters of the workflow by their own names.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Parameters { get; init; }
}

/// <summary>A picture to change, and how; further fields as in <see cref="ImageRequest"/>.</summary>
/// <param name="Image">The picture; several are sent as <c>image[]</c>.</param>
/// <param name="Mask">Where it may be changed: where it is transparent, or as the workflow reads it.</param>
/// <param name="Model">The workflow's name.</param>
/// <param name="Prompt">What the picture shall show.</param>
internal sealed record ImageForm(
    [property: Required] Microsoft.AspNetCore.Http.IFormFile Image,
    Microsoft.AspNetCore.Http.IFormFile? Mask,
    [property: Required] string Model,
    string? Prompt);
