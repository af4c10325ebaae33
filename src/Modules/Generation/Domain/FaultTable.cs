namespace ArtEngine.Generation.Domain;

/// <summary>What is done about each fault.</summary>
/// <param name="Code">One of <see cref="FaultCodes"/>.</param>
/// <param name="Meaning">For people.</param>
/// <param name="Retries">How often a job is sent again because of it; null for as often as the job has attempts left.</param>
/// <param name="GoesElsewhere">Whether another server is tried first.</param>
internal sealed record FaultRule(string Code, string Meaning, int? Retries, bool GoesElsewhere);

/// <summary>The one list of faults; docs/operations.md tells the same. What its owner must mend is never tried again.</summary>
internal static class FaultTable
{
    public static IReadOnlyList<FaultRule> Rules { get; } =
    [
        new(FaultCodes.Validation, "ComfyUI refused the graph", 0, false),
        new(FaultCodes.MissingModel, "a model file that the graph names is not on the server", 0, false),
        new(FaultCodes.InputMissing, "an input picture is gone, or the server did not take it or lost it", 1, true),
        new(FaultCodes.NodeError, "a node raised an error", 0, false),
        new(FaultCodes.OutOfMemory, "the memory did not suffice, after the server was asked to free what it can", 1, true),
        new(FaultCodes.Timeout, "the render took longer than it may", 0, false),
        new(FaultCodes.BackendLost, "the server died, restarted, forgot the prompt or never got it", null, true),
        new(FaultCodes.Stalled, "nothing moved at the server for too long", null, true),
        new(FaultCodes.Interrupted, "somebody interrupted the render at the server itself", null, false),
        new(FaultCodes.OutputMissing, "the render ended well, but a file it names is not there", null, false),
        new(FaultCodes.Storage, "for an hour the files of a render could not be stored, or its input pictures not be read", 0, false),
    ];

    private static readonly Dictionary<string, FaultRule> ByCode = Rules.ToDictionary(rule => rule.Code);

    public static FaultRule Of(string code) => ByCode[code];
}
