using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>Which of the things that a render makes are its outputs; the marked node is 9.</summary>
public sealed class LaneOutputTests
{
    private static readonly RenderedFile Preview = new("9", "images", 0, "picture.png", "", "temp");

    [Fact]
    public async Task Whatever_the_marked_node_made_is_kept_and_stored_at_once()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = bench.Server.Submitted[0];
        bench.Server.Prompts[prompt] = new RenderState.Running();
        await bench.TellAsync(new NodeFinished(prompt, [Preview]));
        await bench.UntilAsync(() => job.Outputs.Count == 1);

        bench.Server.Prompts[prompt] = new RenderState.Finished(
            [Preview, Saved("7"), new("6", "images", 0, "seen.png", "", "temp"), new("8", "text", 0, "t.txt", "", "output", "x")], 10);
        await bench.TellAsync(new RenderEnded(prompt));
        await bench.UntilAsync(() => job.HasEnded);
        job.Outputs.OrderBy(output => output.Position).Select(output => output.NodeId).ShouldBe(["9", "7", "8"]);
    }

    [Fact]
    public async Task A_text_is_no_reason_to_drop_pictures()
    {
        var job = await EndAsync([new("9", "text", 0, "t.txt", "", "output", "x"), Preview with { NodeId = "7" }]);
        job.Outputs.OrderBy(output => output.Position).Select(output => output.NodeId).ShouldBe(["9", "7"]);
    }

    [Fact]
    public async Task What_a_node_made_that_the_marked_one_made_is_its_own()
    {
        var job = await EndAsync([Preview with { NodeId = "9.0.0.1" }]);
        (job.Status, job.Outputs.Single().Position).ShouldBe((JobStatus.Succeeded, 0));
    }

    [Fact]
    public async Task A_file_that_two_nodes_tell_of_is_stored_once()
    {
        var job = await EndAsync([Saved("7"), Saved("9"), Saved("9") with { Kind = "gifs" }]);
        (job.Status, job.Outputs.Count).ShouldBe((JobStatus.Succeeded, 1));
    }

    [Fact]
    public async Task A_path_that_a_viewer_names_and_is_not_there_is_no_fault()
    {
        var job = await EndAsync([Saved("9"), new("9", "result", 0, "gone.glb", "", "output") { MayBeMissing = true }]);
        (job.Status, job.Outputs.Count).ShouldBe((JobStatus.Succeeded, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_render_whose_marked_node_made_nothing_fails_and_says_why(bool isBlocked)
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = bench.Server.Submitted[0];
        if (isBlocked)
        {
            await bench.TellAsync(new NodeBlocked(prompt, "8", "Execution Blocked: no face was found"));
        }

        bench.Server.Prompts[prompt] = new RenderState.Finished([Saved("7")], 10);
        await bench.TellAsync(new RenderEnded(prompt));
        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.ErrorCode, job.ErrorNodeId, job.AttemptCount).ShouldBe((JobStatus.Failed, FaultCodes.NoOutput, "9", 1));
        job.ErrorMessage!.Contains("no face was found", StringComparison.Ordinal).ShouldBe(isBlocked);
        job.Outputs.Count.ShouldBe(1, "what another node made is kept");
    }

    [Fact]
    public async Task Pictures_that_come_with_the_events_are_outputs_of_the_marked_node()
    {
        await using var bench = new LaneHarness();
        var job = QueueWithSender(bench);
        await bench.StartAsync();
        var prompt = bench.Server.Submitted[0];
        bench.Server.Prompts[prompt] = new RenderState.Running();
        await bench.TellAsync(Sent(prompt, 1));
        await bench.UntilAsync(() => job.Outputs.Count == 1);

        bench.Server.Tell(Sent(prompt, 2));
        bench.Server.Tell(new RenderSucceeded(prompt));
        bench.Server.Prompts[prompt] = new RenderState.Finished([], 10);
        await bench.TellAsync(new RenderEnded(prompt));
        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.AttemptCount).ShouldBe((JobStatus.Succeeded, 1));
        job.Outputs.OrderBy(output => output.Position)
            .Select(output => (output.Name, output.Type, bench.Store.Objects[output.StorageKey][^1])).ShouldBe([("picture_9_0.png", "image", 1), ("picture_9_1.png", "image", 2)]);
    }

    [Fact]
    public async Task Pictures_that_come_after_the_end_was_seen_are_waited_for()
    {
        await using var bench = new LaneHarness();
        var job = QueueWithSender(bench);
        await bench.StartAsync();
        var prompt = bench.Server.Submitted[0];
        bench.Server.Prompts[prompt] = new RenderState.Finished([], 10);
        await bench.UntilAsync(() => bench.Server.LookedUp.Count == 1);
        job.HasEnded.ShouldBeFalse();

        bench.Server.Tell(Sent(prompt, 1));
        await bench.TellAsync(new RenderSucceeded(prompt));
        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.Outputs.Count, job.AttemptCount).ShouldBe((JobStatus.Succeeded, 1, 1));
    }

    [Fact]
    public async Task Pictures_that_were_not_heard_are_made_again()
    {
        await using var bench = new LaneHarness();
        var job = QueueWithSender(bench);
        bench.Server.OnSubmit = prompt =>
        {
            bench.Server.Prompts[prompt] = new RenderState.Finished([], 10);
            return null;
        };
        await bench.StartAsync();
        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.ErrorCode, job.AttemptCount).ShouldBe((JobStatus.Failed, FaultCodes.OutputMissing, 2));
    }

    private static RenderedFile Saved(string node) => new(node, "images", 0, "picture.png", "", "output");

    private static PictureSent Sent(Guid prompt, byte mark) =>
        new(prompt, "9", new("image/png", new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, mark }));

    private static ImageJob QueueWithSender(LaneHarness bench)
    {
        var job = Samples.Job(at: bench.Clock.GetUtcNow(), graph: """{"9":{"class_type":"SaveImageWebsocket","inputs":{}}}""");
        bench.Jobs.All.Add(job);
        return job;
    }

    private static async Task<ImageJob> EndAsync(IReadOnlyList<RenderedFile> files)
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = bench.Server.Submitted[0];
        bench.Server.Prompts[prompt] = new RenderState.Finished(files, 10);
        await bench.TellAsync(new RenderEnded(prompt));
        await bench.UntilAsync(() => job.HasEnded);
        return job;
    }
}
