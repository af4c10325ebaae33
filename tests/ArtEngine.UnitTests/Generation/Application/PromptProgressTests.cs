using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.Prompts;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class PromptProgressTests
{
    [Fact]
    public void Before_anything_is_known_every_node_counts_the_same()
    {
        var render = Start(new());

        render.Note(new NodesCached(Guid.Empty, 1) { Nodes = ["1"] }, TimeSpan.Zero).Value.ShouldBe(0.25);
        render.Note(At(render, "2", 0.5), TimeSpan.Zero).Value.ShouldBe(0.375);
        render.Note(At(render, "3", 0, "2"), TimeSpan.Zero).Value.ShouldBe(0.5);
    }

    [Fact]
    public void Later_renders_count_nodes_by_the_time_they_took()
    {
        var times = new NodeDurations();
        var first = Start(times);
        first.Note(At(first, "1", 0), TimeSpan.Zero);
        first.Note(At(first, "2", 0, "1"), TimeSpan.FromSeconds(1));
        first.Note(At(first, "3", 0, "1", "2"), TimeSpan.FromSeconds(9));
        first.Note(At(first, "4", 0, "1", "2", "3"), TimeSpan.FromSeconds(9.5));
        first.Note(At(first, null, 0, "1", "2", "3", "4"), TimeSpan.FromSeconds(10));
        times.Learn(first.Workflow, first.Measured);

        var second = Start(times);

        second.Note(At(second, "1", 0), TimeSpan.Zero).Value.ShouldBe(0);
        second.Note(At(second, "2", 0.5, "1"), TimeSpan.Zero).Value.ShouldBe(0.5);
        second.Note(At(second, "3", 0, "1", "2"), TimeSpan.Zero).Value.ShouldBe(0.9);
        second.Note(At(second, null, 0, "1", "2", "3", "4"), TimeSpan.Zero).Value.ShouldBe(1);
    }

    private static RenderProgressed At(PromptProgress _, string? node, double step, params string[] finished) =>
        new(Guid.Empty, finished.Length, node, step, 1) { Finished = finished };

    private static PromptProgress Start(NodeDurations times)
    {
        var job = Samples.Job();
        job.Claim(Guid.NewGuid(), "gpu-1", false, Samples.Noon);
        return new(job, times.Of($"{job.WorkflowName} {job.WorkflowVersion}"));
    }
}
