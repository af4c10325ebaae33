namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>What a parameter takes.</summary>
internal enum ParameterType
{
    /// <summary>Nothing was said: any JSON.</summary>
    Untyped,
    String,
    Integer,
    Number,
    Boolean,
    Json,

    /// <summary>The id of an uploaded picture.</summary>
    Image,

    /// <summary>True or false: whether nodes are at work or bypassed.</summary>
    Switch,

    /// <summary>The id of an uploaded picture that is a mask.</summary>
    Mask,

    /// <summary>The id of an uploaded video.</summary>
    Video,

    /// <summary>The id of uploaded sound.</summary>
    Audio,

    /// <summary>The id of an uploaded file of any kind.</summary>
    File,
}
