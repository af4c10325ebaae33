using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Rendering;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class RenderProgressTests
{
    [Fact]
    public void Before_anything_is_known_every_node_counts_the_same()
    {
        var render = Start(new());

        render.Cached(new(render.AttemptId, 1) { Nodes = ["1"] }, Samples.Noon).Value.ShouldBe(0.25);
        render.Progress(At(render, "2", 0.5), Samples.Noon).Value.ShouldBe(0.375);
        render.Progress(At(render, "3", 0, "2"), Samples.Noon).Value.ShouldBe(0.5);
    }

    [Fact]
    public void Later_renders_count_nodes_by_the_time_they_took()
    {
        var times = new NodeTimes();
        var first = Start(times);
        first.Progress(At(first, "1", 0), Samples.Noon);
        first.Progress(At(first, "2", 0, "1"), Samples.Noon.AddSeconds(1));
        first.Progress(At(first, "3", 0, "1", "2"), Samples.Noon.AddSeconds(9));
        first.Progress(At(first, "4", 0, "1", "2", "3"), Samples.Noon.AddSeconds(9.5));
        first.Progress(At(first, null, 0, "1", "2", "3", "4"), Samples.Noon.AddSeconds(10));
        times.Learn(first.Workflow, first.Measured);

        var second = Start(times);

        second.Progress(At(second, "1", 0), Samples.Noon).Value.ShouldBe(0);
        second.Progress(At(second, "2", 0.5, "1"), Samples.Noon).Value.ShouldBe(0.5);
        second.Progress(At(second, "3", 0, "1", "2"), Samples.Noon).Value.ShouldBe(0.9);
        second.Progress(At(second, null, 0, "1", "2", "3", "4"), Samples.Noon).Value.ShouldBe(1);
    }

    private static RenderProgressed At(Render render, string? node, double step, params string[] finished) =>
        new(render.AttemptId, finished.Length, node, step, 1) { Finished = finished };

    private static Render Start(NodeTimes times)
    {
        var job = Samples.Job();
        job.Claim(Guid.NewGuid(), "gpu-1", false, Samples.Noon);
        return new(job, new(), Samples.Noon, Samples.Noon, times.Of($"{job.WorkflowName} {job.WorkflowVersion}"));
    }
}
