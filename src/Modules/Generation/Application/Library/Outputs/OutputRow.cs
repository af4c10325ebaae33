using System.Linq.Expressions;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Outputs;

/// <summary>One output as it is shown; what each value means is said at <see cref="JobOutput"/>.</summary>
internal sealed record OutputRow
{
    public required Guid Id { get; init; }

    public required Guid JobId { get; init; }

    public required string WorkflowName { get; init; }

    public required int Position { get; init; }

    public required string NodeId { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string ContentType { get; init; }

    public required long SizeBytes { get; init; }

    public required string Hash { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public double? DurationSeconds { get; init; }

    public string? Codec { get; init; }

    public string? Blake3 { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsFavourite { get; init; }

    public Guid? FolderId { get; init; }

    public bool IsReused { get; init; }

    /// <summary>From 0 in the order in which the attempt made them.</summary>
    public int Number => Position % JobOutput.OfOtherNodes;

    /// <summary>Also what is read of the rows, so it calls nothing.</summary>
    public static Expression<Func<JobOutput, OutputRow>> Shown { get; } = output => new()
    {
        Id = output.Id,
        JobId = output.JobId,
        WorkflowName = output.WorkflowName,
        Position = output.Position,
        NodeId = output.NodeId,
        Name = output.Name,
        Type = output.Type,
        ContentType = output.ContentType,
        SizeBytes = output.SizeBytes,
        Hash = output.Hash,
        Width = output.Width,
        Height = output.Height,
        DurationSeconds = output.DurationSeconds,
        Codec = output.Codec,
        Blake3 = output.Blake3,
        CreatedAt = output.CreatedAt,
        IsFavourite = output.IsFavourite,
        FolderId = output.FolderId,
        IsReused = output.IsReused,
    };

    private static readonly Func<JobOutput, OutputRow> Compiled = Shown.Compile();

    public static OutputRow Of(JobOutput output) => Compiled(output);
}
