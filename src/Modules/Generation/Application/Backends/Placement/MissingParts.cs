using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>Tells a caller what no server has, without the servers' names: each lack with its place and with what there is.</summary>
internal static class MissingParts
{
    /// <param name="lacks">What each server lacks.</param>
    /// <param name="filled">Which inputs the caller's parameters fill.</param>
    public static AppException Of(IReadOnlyList<IReadOnlyList<Lack>> lacks, IReadOnlyList<FilledInput> filled) =>
        new(ErrorKind.Invalid, "no_capable_server", "No ComfyUI server can run this workflow.")
        {
            Errors = [.. lacks.SelectMany(ofOne => ofOne).GroupBy(lack => (lack.NodeId, lack.ClassType, lack.Input, lack.File))
                .Select(group => new InputError(PointerTo(group.First(), filled), Sentence([.. group], lacks.Count)))],
        };

    private static string PointerTo(Lack lack, IReadOnlyList<FilledInput> filled) =>
        filled.FirstOrDefault(input => input.NodeId == lack.NodeId && input.Input == lack.Input) is { } input
            ? $"/parameters/{input.Parameter}"
            : "/workflow_name";

    private static string Sentence(IReadOnlyList<Lack> same, int servers)
    {
        var who = same.Count == servers ? "No ComfyUI server has" : "A ComfyUI server that has the rest lacks";
        var lack = same[0];
        return lack.Input is null
            ? $"{who} the node class {Wording.Quote(lack.ClassType)}."
            : $"{who} {Wording.Quote(lack.File!)} as {lack.Input} of {lack.ClassType}." +
                Wording.Choices(lack.File!, same.SelectMany(one => one.Choices).Distinct().Order(StringComparer.Ordinal));
    }
}
