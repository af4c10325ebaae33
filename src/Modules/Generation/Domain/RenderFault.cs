namespace ArtEngine.Generation.Domain;

/// <summary>Why an attempt came to nothing.</summary>
/// <param name="Code">One of <see cref="FaultCodes"/>.</param>
/// <param name="Message">One sentence for the job's owner: no paths of the server, no traceback.</param>
/// <param name="NodeId">The node that is to blame, if one is.</param>
/// <param name="ClassType">That node's class.</param>
internal sealed record RenderFault(string Code, string Message, string? NodeId = null, string? ClassType = null)
{
    /// <summary>Whether another attempt can help. What the user must mend is never tried again.</summary>
    public bool MayBeRetried => Code is FaultCodes.BackendLost or FaultCodes.Interrupted or FaultCodes.OutputMissing;
}

/// <summary>The names of faults; callers see them as <c>error.code</c> of a failed job.</summary>
internal static class FaultCodes
{
    /// <summary>ComfyUI refused the graph.</summary>
    public const string Validation = "validation";

    /// <summary>A model file that the graph names is not on the server.</summary>
    public const string MissingModel = "missing_model";

    /// <summary>A node raised an error.</summary>
    public const string NodeError = "node_error";

    /// <summary>The GPU's or the machine's memory did not suffice.</summary>
    public const string OutOfMemory = "out_of_memory";

    /// <summary>The server restarted, forgot the prompt or never got it.</summary>
    public const string BackendLost = "backend_lost";

    /// <summary>Somebody interrupted the render at the server itself.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The render ended well, but a file it names is not there.</summary>
    public const string OutputMissing = "output_missing";

    /// <summary>The render ended well, but for too long its files could not be stored.</summary>
    public const string Storage = "storage";
}
