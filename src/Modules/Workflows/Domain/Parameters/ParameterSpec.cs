using System.Text.Json;
using ArtEngine.BuildingBlocks;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>What is known about one parameter of a workflow.</summary>
internal sealed record ParameterSpec(string Name)
{
    public ParameterType Type { get; init; }

    public string? Title { get; init; }

    public string? Description { get; init; }

    /// <summary>Used when no value is given.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>The default as long as nothing else gives one: no server said yet what it has.</summary>
    public JsonElement? Fallback { get; init; }

    /// <summary>Shown in the example request.</summary>
    public JsonElement? Example { get; init; }

    public JsonElement? Minimum { get; init; }

    public JsonElement? Maximum { get; init; }

    public JsonElement? MultipleOf { get; init; }

    /// <summary>In Unicode characters.</summary>
    public int? MinLength { get; init; }

    /// <summary>In Unicode characters.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The only values allowed; empty when there is no such list.</summary>
    public IReadOnlyList<JsonElement> Choices { get; init; } = [];

    /// <summary>A value is drawn when none is given.</summary>
    public bool Randomize { get; init; }

    /// <summary>The inputs that it sets besides the places of its placeholder.</summary>
    public IReadOnlyList<ParameterBinding> Bindings { get; init; } = [];

    /// <summary>Ids or titles of nodes that are bypassed when no picture is given, or the switch is off.</summary>
    public IReadOnlyList<string> Bypass { get; init; } = [];

    /// <summary>Whether no picture is a value as well.</summary>
    public bool MayBeNone => IsUpload && Bypass.Count > 0;

    /// <summary>Whether it takes the id of an uploaded file.</summary>
    public bool IsUpload => UploadKind is not null;

    /// <summary>What is to be uploaded: <c>image, mask, video, audio</c> or <c>file</c>; null when nothing is.</summary>
    public string? UploadKind => Type switch
    {
        ParameterType.Image => "image",
        ParameterType.Mask => "mask",
        ParameterType.Video => "video",
        ParameterType.Audio => "audio",
        ParameterType.File => "file",
        _ => null,
    };

    /// <summary>Its author wants it given by each caller, whatever the nodes begin with.</summary>
    public bool IsDeclaredRequired { get; init; }

    /// <summary>Files that the servers have at present; others are for the servers to judge.</summary>
    public IReadOnlyList<JsonElement> Offered { get; init; } = [];

    /// <summary>By how much a form goes up and down; values between are allowed.</summary>
    public JsonElement? Step { get; init; }

    /// <summary>Whether a form shows several lines.</summary>
    public bool IsMultiline { get; init; }

    /// <summary>Whether a form shows it to those only who want all.</summary>
    public bool IsAdvanced { get; init; }

    /// <summary>What a form shows it together with.</summary>
    public string? Group { get; init; }

    /// <summary>Where a form shows it; lower ones come first.</summary>
    public int? Order { get; init; }

    public bool IsRequired => Default is null && !Randomize;

    public bool IsNumeric => Type is ParameterType.Integer or ParameterType.Number;

    public bool IsText => Type == ParameterType.String || IsUpload;

    /// <summary>What is allowed, to follow "must be".</summary>
    public string Allowed => Choices.Count > 0
        ? $"one of {Wording.List(Choices.Select(choice => choice.GetRawText()))}"
        : Type switch
        {
            ParameterType.String => $"text{Length}",
            ParameterType.Image or ParameterType.Mask => $"the id of an uploaded picture{Length}",
            ParameterType.Video or ParameterType.Audio or ParameterType.File => $"the id of an uploaded {UploadKind} file{Length}",
            ParameterType.Integer => $"an integer{Range}",
            ParameterType.Number => $"a number{Range}",
            ParameterType.Boolean or ParameterType.Switch => "true or false",
            _ => "any JSON value",
        };

    private string Length => (MinLength, MaxLength) switch
    {
        (null, null) => "",
        (null, { } max) => $" of at most {max} characters",
        ({ } min, null) => $" of at least {min} characters",
        ({ } min, { } max) => $" of {min} to {max} characters",
    };

    private string Range => (Minimum, Maximum) switch
    {
        (null, null) => "",
        (null, { } max) => $" of at most {max.GetRawText()}",
        ({ } min, null) => $" of at least {min.GetRawText()}",
        ({ } min, { } max) => $" from {min.GetRawText()} to {max.GetRawText()}",
    } + (MultipleOf is { } step ? $" that is a multiple of {step.GetRawText()}" : "");
}
