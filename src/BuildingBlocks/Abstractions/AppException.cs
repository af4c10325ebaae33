namespace ArtEngine.BuildingBlocks;

/// <summary>
/// The only exception whose text a caller of the API may see. Anything else that escapes is a bug and answers 500
/// without details.
/// </summary>
/// <param name="kind">Decides the HTTP status.</param>
/// <param name="code">Stable, documented word for programs, for example <c>unknown_workflow</c>.</param>
/// <param name="message">One sentence for people that says what to do; it never holds secrets.</param>
public sealed class AppException(ErrorKind kind, string code, string message) : Exception(message)
{
    public ErrorKind Kind { get; } = kind;

    public string Code { get; } = code;

    /// <summary>What is wrong with which input; empty unless the fault lies in several named inputs.</summary>
    public IReadOnlyList<InputError> Errors { get; init; } = [];

    /// <summary>When to try again; null when nobody knows, or never.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What programs may want to know besides, by the names under which the answer tells it.</summary>
    public IReadOnlyDictionary<string, object?> Details { get; init; } = new Dictionary<string, object?>();
}

/// <summary>One wrong input.</summary>
/// <param name="Pointer">JSON Pointer (RFC 6901) into the request body, for example <c>/parameters/seed</c>.</param>
/// <param name="Detail">What is wrong with it and what is allowed.</param>
public sealed record InputError(string Pointer, string Detail);
