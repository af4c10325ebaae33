namespace ArtEngine.Bench.Hostile;

/// <summary>What a request may meet instead of its answer.</summary>
internal enum Fault
{
    /// <summary>Status 400 with no words.</summary>
    BadRequest,
    Forbidden,
    NotFound,
    ServerError,
    BadGateway,

    /// <summary>Status 200 and nothing.</summary>
    EmptyBody,

    /// <summary>The true answer, cut off in the middle.</summary>
    HalfBody,

    /// <summary>Headers, then nothing more.</summary>
    SilentBody,

    /// <summary>Nothing at all; the connection stays open.</summary>
    Silence,
    GarbageJson,

    /// <summary>JSON nested too deep for a reader that trusts.</summary>
    DeepJson,
    ListInstead,
    NumberInstead,
    StringInstead,
    NullInstead,

    /// <summary>To the trap.</summary>
    Redirect,

    /// <summary>10 MB of text.</summary>
    Huge,

    /// <summary>The true answer, a byte a second.</summary>
    Drip,
    Reset,

    /// <summary>The true answer, announced as longer than it is.</summary>
    LengthTooLong,

    /// <summary>The true answer, announced as shorter than it is.</summary>
    LengthTooShort,

    /// <summary>The server knows nothing of the prompt, as before its end.</summary>
    StaleHistory,
}
