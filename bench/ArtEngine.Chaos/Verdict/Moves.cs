using ArtEngine.Bench.Stage;
using ArtEngine.Chaos.Stage;
using ArtEngine.Chaos.Trouble;

namespace ArtEngine.Chaos.Verdict;

/// <summary>How soon work went on elsewhere.</summary>
/// <param name="LanesToOtherNode">Seconds from the end of a node to the first word of another node to a server that it drove.</param>
/// <param name="LanesUndisturbed">Those of them during which nothing else was amiss that a lane needs: no other node, no backing server,
/// not the ComfyUI server itself.</param>
/// <param name="LanesBack">As the first, where the node itself came back first.</param>
/// <param name="JobsToOtherServer">Seconds from the kill of a server to the next sending of a job that it had, to another server.</param>
/// <param name="JobsToSameServer">The same, to the server itself after it came back.</param>
internal sealed record Moves(
    IReadOnlyList<double> LanesToOtherNode, IReadOnlyList<double> LanesUndisturbed, IReadOnlyList<double> LanesBack,
    IReadOnlyList<double> JobsToOtherServer, IReadOnlyList<double> JobsToSameServer)
{
    public static Moves Of(
        IReadOnlyList<Passage> passages, IReadOnlyList<Life> lives, IReadOnlyList<Disturbance> disturbances, IReadOnlyList<Node> nodes)
    {
        var inOrder = passages.OrderBy(passage => passage.At).ToList();
        var lanes = nodes.Count == 1
            ? []
            : disturbances.SelectMany(disturbance => LanesAfter(disturbance, disturbances, nodes, inOrder))
            .ToList();
        var resent = lives.Where(life => life.KilledAt is not null).SelectMany(life => JobsAfter(life, inOrder)).ToList();
        return new(
            [.. lanes.Where(lane => lane.IsElsewhere).Select(lane => lane.Seconds)],
            [.. lanes.Where(lane => lane is { IsElsewhere: true, IsDisturbed: false }).Select(lane => lane.Seconds)],
            [.. lanes.Where(lane => !lane.IsElsewhere).Select(lane => lane.Seconds)],
            [.. resent.Where(job => job.IsElsewhere).Select(job => job.Seconds)],
            [.. resent.Where(job => !job.IsElsewhere).Select(job => job.Seconds)]);
    }

    /// <summary>The servers whose last visitor was this node.</summary>
    public static IReadOnlyList<int> DrivenBy(int node, DateTimeOffset at, IEnumerable<Passage> passages) =>
    [
        .. passages.Where(passage => passage.At < at).GroupBy(passage => passage.Server)
            .Where(visits => visits.MaxBy(passage => passage.At)!.Node == node).Select(visits => visits.Key),
    ];

    /// <summary>Of a node that only stood still, what moved meanwhile; what did not was in no hurry.</summary>
    private static IEnumerable<Move> LanesAfter(
        Disturbance end, IReadOnlyList<Disturbance> all, IReadOnlyList<Node> nodes, List<Passage> passages) =>
        end.Kind is not ("kill-node" or "freeze-node")
        ? []
        : DrivenBy(end.Number, end.At, passages)
            .Select(server => passages.Find(passage => passage.At > end.At && passage.Server == server && !IsLastWord(passage, end, nodes)))
            .OfType<Passage>()
            .Where(next => end.Kind == "kill-node" || (next.Node != end.Number && next.At < end.Until))
            .Select(next => new Move(
                (next.At - end.At).TotalSeconds, next.Node != end.Number, all.Any(other => other != end && IsInTheWay(other, end, next))));

    private static bool IsInTheWay(Disturbance other, Disturbance end, Passage next) =>
        other.At < next.At && other.Until > end.At && (!IsOfServer(other) || other.Number == next.Server);

    private static bool IsOfServer(Disturbance disturbance) =>
        disturbance.Kind is "kill-server" or "freeze-server" or "cut-network" or "hostile-server";

    /// <summary>What a node said before its end may be heard a moment later; it is back only when it was started again.</summary>
    private static bool IsLastWord(Passage passage, Disturbance end, IReadOnlyList<Node> nodes) =>
        end.Kind == "kill-node" && passage.Node == end.Number && !nodes[end.Number].IsLaunchedBetween(end.At, passage.At);

    private static IEnumerable<Move> JobsAfter(Life life, List<Passage> passages)
    {
        var lost = life.Renders.Where(render => render.Value.TEnd is null).Select(render => render.Key).ToHashSet();
        var tags = passages.Where(passage => passage.PromptId is { } id && lost.Contains(id)).Select(passage => passage.Tag).ToHashSet();
        return tags.Select(tag => passages.Find(passage => passage.Tag == tag && passage.At > life.KilledAt))
            .OfType<Passage>()
            .Select(next => new Move((next.At - life.KilledAt!.Value).TotalSeconds, next.Server != life.Server, IsDisturbed: false));
    }

    private sealed record Move(double Seconds, bool IsElsewhere, bool IsDisturbed);
}
