using System.Collections.Concurrent;
using ArtEngine.Bench.Stage;
using ArtEngine.Chaos.Stage;

namespace ArtEngine.Chaos.Trouble;

/// <summary>Carries the plan out. Whatever it takes away it brings back.</summary>
internal sealed class FaultInjector(TestCluster cluster, Func<bool> hasWork, Action<string> say)
{
    private readonly ConcurrentDictionary<string, Task> _struck = [];
    private readonly ConcurrentQueue<Disturbance> _done = new();

    public IReadOnlyList<Disturbance> Done => [.. _done.OrderBy(disturbance => disturbance.At)];

    public async Task RunAsync(IReadOnlyList<Step> plan, CancellationToken cancellationToken)
    {
        foreach (var step in plan)
        {
            await Task.Delay(step.Gap, cancellationToken);
            var targets = TargetsOf(step);
            var (target, number) = targets.Find(candidate => !IsStruck(candidate.Name)) is { Name: not null } free ? free : targets[0];
            if (IsStruck(target))
            {
                await _struck[target];
            }

            _struck[target] = StrikeAsync(step, target, number, cancellationToken);
        }

        await Task.WhenAll(_struck.Values);
    }

    private bool IsStruck(string target) => _struck.TryGetValue(target, out var earlier) && !earlier.IsCompleted;

    /// <summary>The one that was drawn, then the others of its kind.</summary>
    private List<(string Name, int Number)> TargetsOf(Step step) => step.Kind switch
    {
        "kill-node" or "freeze-node" or "clock-jump" => InTurn("node", step.Node, cluster.Nodes.Count),
        "kill-server" or "freeze-server" or "cut-network" or "hostile-server" => InTurn("gpu", step.Server, cluster.Servers.Count),
        _ => [(step.Kind.Split('-')[1], 0)],
    };

    private static List<(string Name, int Number)> InTurn(string kind, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(number => ($"{kind}-{number % count}", number % count))];

    private async Task StrikeAsync(Step step, string target, int number, CancellationToken cancellationToken)
    {
        var (at, hadWork) = (TimeProvider.System.GetUtcNow(), hasWork());
        say($"{step.Kind} {target} for {step.Lasts.TotalSeconds:0.0} s");
        await (step.Kind switch
        {
            "kill-node" => KillNodeAsync(cluster.Nodes[number], step.Lasts, cancellationToken),
            "freeze-node" => FreezeAsync(cluster.Nodes[number].Process, step.Lasts),
            "kill-server" => KillServerAsync(cluster.Servers[number], step.Lasts, cancellationToken),
            "freeze-server" => FreezeAsync(cluster.Servers[number].Process, step.Lasts),
            "cut-network" => CutAsync(cluster.Servers[number].FaultProxy, step.Lasts),
            "hostile-server" => TurnHostileAsync(cluster.Servers[number], step.Lasts),
            "clock-jump" => JumpAsync(cluster.Clocks!, number, step),
            _ => KillDependencyAsync(cluster.Dependencies.Single(dependency => dependency.Kind == KindOf(target)), step.Lasts),
        });
        _done.Enqueue(new(step.Kind, target, number, at, (TimeProvider.System.GetUtcNow() - at).TotalSeconds, hadWork));
    }

    private static string KindOf(string target) => target == "radosgw" ? "s3" : target;

    private static async Task KillNodeAsync(Node node, TimeSpan lasts, CancellationToken cancellationToken)
    {
        await node.KillAsync();
        await Task.Delay(lasts, cancellationToken);
        await node.StartAsync(cancellationToken);
    }

    private static async Task KillServerAsync(RenderServer server, TimeSpan lasts, CancellationToken cancellationToken)
    {
        await server.KillAsync();
        await Task.Delay(lasts, cancellationToken);
        await server.RestartAsync(cancellationToken);
    }

    private static async Task KillDependencyAsync(Dependency dependency, TimeSpan lasts)
    {
        await dependency.KillAsync();
        await Task.Delay(lasts);
        await dependency.StartAsync();
    }

    private static async Task FreezeAsync(ChildProcess process, TimeSpan lasts)
    {
        await process.FreezeAsync();
        await Task.Delay(lasts);
        await process.ThawAsync();
    }

    private static async Task CutAsync(FaultProxy proxy, TimeSpan lasts)
    {
        proxy.Silence();
        await Task.Delay(lasts);
        proxy.Mend();
    }

    private static async Task TurnHostileAsync(RenderServer server, TimeSpan lasts)
    {
        await server.TurnHostileAsync();
        await Task.Delay(lasts);
        server.FaultProxy.Mend();
    }

    /// <summary>There and back: both are jumps.</summary>
    private static async Task JumpAsync(FakeClocks clocks, int node, Step step)
    {
        await clocks.SetAsync(node, step.Server % 2 == 0 ? FakeClocks.Jump : -FakeClocks.Jump);
        await Task.Delay(step.Lasts);
        await clocks.SetAsync(node, TimeSpan.Zero);
    }
}
