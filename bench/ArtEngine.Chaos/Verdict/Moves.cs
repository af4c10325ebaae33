using ArtEngine.Bench.Stage;
using ArtEngine.Chaos.Stage;
using ArtEngine.Chaos.Trouble;

namespace ArtEngine.Chaos.Verdict;

/// <summary>How soon work went on elsewhere.</summary>
/// <param name="LanesToOtherNode">Seconds from the end of a node to the first word of another node to a server that it drove.</param>
/// <param name="LanesTaken">The same, counted only while the lane could be taken and that be seen: since another node was well, and the
/// database and the way to the server were there.</param>
/// <param name="LanesBack">As the first, where the node itself came back first.</param>
/// <param name="JobsToOtherServer">Seconds from the kill of a server to the next sending of a job that it had, to another server.</param>
/// <param name="JobsToSameServer">The same, to the server itself after it came back.</param>
internal sealed record Moves(
    IReadOnlyList<double> LanesToOtherNode, IReadOnlyList<double> LanesTaken, IReadOnlyList<double> LanesBack,
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
            [.. lanes.Where(lane => lane is { IsElsewhere: true, SecondsPossible: not null }).Select(lane => lane.SecondsPossible!.Value)],
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
            .Select(next => new Move((next.At - end.At).TotalSeconds, next.Node != end.Number)
            {
                SecondsPossible = (next.At - PossibleSince(end, next, all, nodes))?.TotalSeconds,
            });

    /// <summary>Since when the lane could be taken without a break until it was; null when something was in the way to the last.</summary>
    private static DateTimeOffset? PossibleSince(Disturbance end, Passage next, IReadOnlyList<Disturbance> all, IReadOnlyList<Node> nodes)
    {
        var meanwhile = all.Where(other => other != end && other.At < next.At && other.Until > end.At).ToList();
        bool IsPossible(DateTimeOffset time)
        {
            var present = meanwhile.Where(other => other.At <= time && other.Until > time).ToList();
            return !present.Exists(other => other.Kind == "kill-postgres" || (HidesServer(other) && other.Number == next.Server)) &&
                nodes.Any(node => node.Number != end.Number && !present.Exists(other => IsOfNode(other) && other.Number == node.Number));
        }

        var changes = meanwhile.SelectMany(other => new[] { other.At, other.Until }).Where(time => time > end.At && time < next.At)
            .Append(end.At).OrderDescending();
        DateTimeOffset? since = null;
        foreach (var time in changes)
        {
            if (!IsPossible(time))
            {
                return since;
            }

            since = time;
        }

        return since;
    }

    /// <summary>A clock that jumps is no excuse.</summary>
    private static bool IsOfNode(Disturbance disturbance) => disturbance.Kind is "kill-node" or "freeze-node";

    /// <summary>What is said to a server that is gone, or cut off, is not heard.</summary>
    private static bool HidesServer(Disturbance disturbance) => disturbance.Kind is "kill-server" or "cut-network";

    /// <summary>What a node said before its end may be heard a moment later; it is back only when it was started again.</summary>
    private static bool IsLastWord(Passage passage, Disturbance end, IReadOnlyList<Node> nodes) =>
        end.Kind == "kill-node" && passage.Node == end.Number && !nodes[end.Number].IsLaunchedBetween(end.At, passage.At);

    private static IEnumerable<Move> JobsAfter(Life life, List<Passage> passages)
    {
        var lost = life.Renders.Where(render => render.Value.TEnd is null).Select(render => render.Key).ToHashSet();
        var tags = passages.Where(passage => passage.PromptId is { } id && lost.Contains(id)).Select(passage => passage.Tag).ToHashSet();
        return tags.Select(tag => passages.Find(passage => passage.Tag == tag && passage.At > life.KilledAt))
            .OfType<Passage>()
            .Select(next => new Move((next.At - life.KilledAt!.Value).TotalSeconds, next.Server != life.Server));
    }

    private sealed record Move(double Seconds, bool IsElsewhere)
    {
        public double? SecondsPossible { get; init; }
    }
}
