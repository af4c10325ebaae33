using System.Globalization;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Thumbnails;

namespace ArtEngine.Generation.Api.OpenAi;

/// <summary>A request that was understood: the parameters of each job, and how its picture is wanted.</summary>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Jobs">The parameters of each job.</param>
/// <param name="Request">What was asked for.</param>
internal sealed record ImageOrder(string Workflow, IReadOnlyList<Dictionary<string, JsonElement>> Jobs, ImageRequest Request)
{
    public const int MostPictures = 10;

    private static readonly string[] ResponseFormats = ["b64_json", "url"];
    private static readonly string[] OutputFormats = ["png", "jpeg", "webp"];

    public bool WantsUrl => Request.ResponseFormat == "url";

    /// <summary>What the pictures are to be made into; null when they are wanted as they are.</summary>
    public PictureVariant? Variant => Request.OutputFormat is not { } format
        ? null
        : new(null, null, format, Math.Max(1, Request.OutputCompression ?? PictureVariant.DefaultQuality));

    /// <param name="request">What was asked for.</param>
    /// <param name="workflow">The model that it names.</param>
    /// <param name="pictures">Uploads to start from.</param>
    /// <param name="mask">The upload that says where; null when there is none.</param>
    public static ImageOrder Of(ImageRequest request, ImageWorkflow workflow, IReadOnlyList<Guid> pictures, Guid? mask)
    {
        Ensure(request);
        var parameters = new Dictionary<string, JsonElement>(request.Parameters ?? []);
        if (request.Prompt is { } prompt)
        {
            parameters[workflow.RequireParameter(ImageWorkflow.Prompt, "prompt")] = JsonSerializer.SerializeToElement(prompt);
        }

        SetSize(request.Size, workflow, parameters);
        SetWords(request, workflow, parameters);
        SetPictures(workflow, pictures, mask, parameters);
        var jobs = Enumerable.Range(0, request.N ?? 1).Select(number => WithSeed(parameters, request.Seed, number, workflow)).ToList();
        return new(workflow.Name, jobs, request);
    }

    private static void Ensure(ImageRequest request)
    {
        EnsureRange("n", request.N, 1, MostPictures);
        EnsureRange("partial_images", request.PartialImages, 0, 3);
        EnsureRange("output_compression", request.OutputCompression, 0, 100);
        EnsureWord("response_format", request.ResponseFormat, ResponseFormats);
        EnsureWord("output_format", request.OutputFormat, OutputFormats);
    }

    private static void EnsureRange(string member, int? value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw ImageWorkflow.Invalid(member, $"It must be {least} to {most}.");
        }
    }

    private static void EnsureWord(string member, string? value, string[] words)
    {
        if (value is not null && !words.Contains(value))
        {
            throw ImageWorkflow.Invalid(member, $"There is no {Wording.Quote(value)}.{Wording.Known(value, words)}");
        }
    }

    private static void SetSize(string? size, ImageWorkflow workflow, Dictionary<string, JsonElement> parameters)
    {
        if (size is null or "auto")
        {
            return;
        }

        var sides = size.Split('x').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0).ToList();
        if (sides is not [> 0, > 0])
        {
            throw ImageWorkflow.Invalid("size", "It must be width and height in pixels, such as 1024x1024, or auto.");
        }

        parameters[workflow.RequireParameter("width", "size")] = JsonSerializer.SerializeToElement(sides[0]);
        parameters[workflow.RequireParameter("height", "size")] = JsonSerializer.SerializeToElement(sides[1]);
    }

    /// <summary>Chat programs always send some of these. A workflow that has no such parameter does without them.</summary>
    private static void SetWords(ImageRequest request, ImageWorkflow workflow, Dictionary<string, JsonElement> parameters)
    {
        foreach (var (word, value) in new[] { ("quality", request.Quality), ("style", request.Style), ("background", request.Background) })
        {
            if (value is not null and not "auto" && workflow.ParameterOf(word) is { } name)
            {
                parameters[name] = JsonSerializer.SerializeToElement(value);
            }
        }

        if (request.Background == "transparent")
        {
            workflow.RequireParameter("background", "background");
        }
    }

    private static void SetPictures(
        ImageWorkflow workflow, IReadOnlyList<Guid> pictures, Guid? mask, Dictionary<string, JsonElement> parameters)
    {
        var names = workflow.Pictures;
        if (pictures.Count > names.Count)
        {
            throw ImageWorkflow.Invalid(
                "image", $"The workflow {Wording.Quote(workflow.Name)} takes {names.Count} pictures, and {pictures.Count} were sent.");
        }

        foreach (var (name, picture) in names.Zip(pictures))
        {
            parameters[name] = JsonSerializer.SerializeToElement(picture);
        }

        if (mask is { } upload)
        {
            parameters[workflow.RequireParameter(ImageWorkflow.Mask, "mask")] = JsonSerializer.SerializeToElement(upload);
        }
    }

    /// <summary>Pictures of one request with one seed differ; without a seed the workflow draws one for each.</summary>
    private static Dictionary<string, JsonElement> WithSeed(
        Dictionary<string, JsonElement> parameters, JsonElement? seed, int number, ImageWorkflow workflow)
    {
        if (seed is not { ValueKind: not JsonValueKind.Null } given)
        {
            return parameters;
        }

        var name = workflow.RequireParameter("seed", "seed");
        return new(parameters)
        {
            [name] = given.ValueKind == JsonValueKind.Number && given.TryGetInt64(out var first) && first >= 0
                ? JsonSerializer.SerializeToElement(first + number)
                : given,
        };
    }
}
