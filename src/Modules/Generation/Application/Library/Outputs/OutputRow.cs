using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Outputs;

/// <summary>One output as it is shown; what each value means is said at <see cref="JobOutput"/>.</summary>
internal sealed record OutputRow(
    Guid Id, Guid JobId, int Position, string NodeId, string Name, string Type, string ContentType, long SizeBytes, string Hash, int? Width,
    int? Height)
{
    /// <summary>From 0 in the order in which the attempt made them.</summary>
    public int Number => Position % JobOutput.OfOtherNodes;

    public static OutputRow Of(JobOutput output) => new(
        output.Id, output.JobId, output.Position, output.NodeId, output.Name, output.Type, output.ContentType, output.SizeBytes,
        output.Hash,
        output.Width, output.Height);
}
