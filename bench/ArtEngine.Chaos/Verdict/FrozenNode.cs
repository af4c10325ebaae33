using ArtEngine.Bench.Callers;
using ArtEngine.Chaos.Stage;

namespace ArtEngine.Chaos.Verdict;

/// <summary>One node stands still for so long that its lanes move; then it goes on, and must notice that they have.</summary>
internal sealed class FrozenNode(TestCluster cluster, JobWatch watch, TimeSpan lasts, Action<string> say)
{
    private static readonly TimeSpan UntilWarm = TimeSpan.FromSeconds(5);

    private int _node;
    private DateTimeOffset _frozenAt;
    private DateTimeOffset _thawedAt;
    private IReadOnlyList<int> _lanes = [];
    private int _endedBefore;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(UntilWarm, cancellationToken);
        var passages = cluster.RequestLog.Passages;
        _node = cluster.Nodes.Select(node => node.Number)
            .MaxBy(node => Moves.DrivenBy(node, TimeProvider.System.GetUtcNow(), passages).Count);
        _frozenAt = TimeProvider.System.GetUtcNow();
        _lanes = Moves.DrivenBy(_node, _frozenAt, cluster.RequestLog.Passages);
        say($"node {_node} stands still; it drives {string.Join(", ", _lanes.Select(server => $"gpu-{server}"))}");
        await cluster.Nodes[_node].Process.FreezeAsync();
        await Task.Delay(lasts, cancellationToken);
        _endedBefore = watch.Jobs.Count(job => job.Value.HasEnded);
        _thawedAt = TimeProvider.System.GetUtcNow();
        await cluster.Nodes[_node].Process.ThawAsync();
        say($"node {_node} goes on");
    }

    public FreezeFinding Judge(IReadOnlyList<Life> lives, IReadOnlyList<SentJob> jobs)
    {
        var passages = cluster.RequestLog.Passages.OrderBy(passage => passage.At).ToList();
        var takeovers = _lanes
            .Select(server => passages.Find(
                passage => passage.Server == server && passage.Node != _node && passage.At > _frozenAt && passage.At < _thawedAt))
            .OfType<Passage>().ToList();
        var moved = takeovers.Select(passage => passage.Server).ToHashSet();
        var late = passages.Where(passage => passage.Node == _node && passage.At >= _thawedAt && passage.PromptId is not null &&
            moved.Contains(passage.Server)).ToList();
        var prompts = passages.Where(passage => passage.PromptId is not null).Select(passage => passage.PromptId!).ToHashSet();
        return new(
            _node,
            _lanes,
            [.. takeovers.Select(passage => Math.Round((passage.At - _frozenAt).TotalSeconds, 1))],
            _endedBefore,
            jobs.Count - _endedBefore,
            late.Count,
            [.. late.Where(passage => IsStray(passage, passages))
                .Select(passage => $"{passage.Tag} to gpu-{passage.Server}, prompt {passage.PromptId} at {passage.At:HH:mm:ss.fff}")],
            watch.Jobs.Sum(job => job.Value.Attempts),
            prompts.Count,
            lives.Sum(life => life.Renders.Count));
    }

    /// <summary>The other node drove the server before and after, without having to begin anew.</summary>
    private static bool IsStray(Passage prompt, List<Passage> passages) =>
        passages.Find(passage => passage.Server == prompt.Server && passage.Node != prompt.Node &&
            passage.At > prompt.At) is { PromptId: not null };
}

/// <summary>What the frozen node did.</summary>
/// <param name="Node">Which one it was.</param>
/// <param name="Lanes">The servers it drove when it was frozen.</param>
/// <param name="TakenOverAfter">Seconds until another node spoke to them, for those that moved.</param>
/// <param name="EndedBeforeThaw">Jobs that had ended before it went on.</param>
/// <param name="EndedAfterThaw">Jobs that ended after it.</param>
/// <param name="PromptsAfterThaw">Prompts it then sent to servers that had moved: none, unless the lane was given back to it.</param>
/// <param name="Strays">Those among them that it sent while the other node drove the server.</param>
/// <param name="Attempts">The attempts that the jobs tell of, in sum.</param>
/// <param name="PromptsSent">Different prompts that went over the wire.</param>
/// <param name="PromptsAtServers">Different prompts that servers know.</param>
internal sealed record FreezeFinding(
    int Node,
    IReadOnlyList<int> Lanes,
    IReadOnlyList<double> TakenOverAfter,
    int EndedBeforeThaw,
    int EndedAfterThaw,
    int PromptsAfterThaw,
    IReadOnlyList<string> Strays,
    int Attempts,
    int PromptsSent,
    int PromptsAtServers);
