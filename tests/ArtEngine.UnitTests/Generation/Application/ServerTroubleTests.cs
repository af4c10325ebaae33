using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>Servers that die, hang, run out of memory or are switched off.</summary>
public sealed class ServerTroubleTests
{
    [Fact]
    public async Task A_dead_server_loses_its_jobs_at_once_and_they_are_left_to_others()
    {
        await using var bench = new LaneHarness();
        bench.Backends.AddOther();
        var job = bench.Queue();
        await bench.StartAsync();
        (bench.Server.IsReachable, bench.Server.IsGone) = (false, true);
        bench.Server.Tell(new ConnectionLost());
        await bench.UntilAsync(() => job.OpenAttemptId is null);

        (job.Status, job.AvoidedServer).ShouldBe((JobStatus.Queued, bench.Server.Name));
        (bench.Clock.GetUtcNow() - Samples.Noon).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        bench.Backends.All[1].Trouble.ShouldStartWith("It does not answer");
    }

    [Fact]
    public async Task Trouble_that_an_earlier_run_reported_ends_with_the_first_answer()
    {
        await using var bench = new LaneHarness { Trouble = "It does not answer." };
        await bench.StartAsync();
        bench.Backends.All[0].Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task A_server_that_only_does_not_answer_keeps_its_jobs_for_a_while()
    {
        await using var bench = new LaneHarness();
        bench.Backends.AddOther();
        var job = bench.Queue();
        await bench.StartAsync();
        bench.Server.IsReachable = false;
        bench.Server.Tell(new ConnectionLost());
        await bench.UntilAsync(() => bench.Clock.GetUtcNow() - Samples.Noon > TimeSpan.FromSeconds(100));
        job.OpenAttemptId.ShouldNotBeNull();

        await bench.UntilAsync(() => job.OpenAttemptId is null);
        var lost = bench.Server.Submitted.Single();
        bench.Server.IsReachable = true;
        bench.Server.Prompts[lost] = new RenderState.Running();
        await bench.TurnsAsync(10);
        bench.Server.Canceled.ShouldBe([lost], "what was given up must not go on rendering");
    }

    [Fact]
    public async Task A_render_without_a_sign_of_life_puts_the_server_in_quarantine_until_something_moves()
    {
        await using var bench = new LaneHarness { Options = new() { StallSeconds = 60 } };
        var (stuck, behind) = (bench.Queue(), bench.Queue());
        await bench.StartAsync();
        bench.Server.Prompts[bench.Server.Submitted[0]] = new RenderState.Running();
        await bench.UntilAsync(() => stuck.OpenAttemptId is null);

        (bench.Clock.GetUtcNow() - Samples.Noon).ShouldBeGreaterThan(TimeSpan.FromSeconds(60));
        (stuck.Status, behind.Status).ShouldBe((JobStatus.Queued, JobStatus.Queued));
        stuck.Attempts[0].FaultCode.ShouldBe(FaultCodes.Stalled);
        bench.Server.Canceled.ShouldBe(bench.Server.Submitted, ignoreOrder: true);
        bench.Server.Frees.ShouldBeGreaterThan(0);
        bench.Backends.All[0].Trouble.ShouldNotBeNull();
        await bench.TurnsAsync(10);
        bench.Server.Submitted.Count.ShouldBe(2, "a server in quarantine gets nothing");
        await bench.TellAsync(new ConnectionLost());
        bench.Backends.All[0].Trouble.ShouldNotBeNull("that its socket came back is no cure");

        bench.Server.Prompts.Clear();
        await bench.UntilAsync(() => bench.Server.Submitted.Count == 4);
        bench.Backends.All[0].Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task A_render_that_makes_progress_is_never_stalled()
    {
        await using var bench = new LaneHarness { Options = new() { StallSeconds = 60 } };
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = bench.Server.Submitted[0];
        bench.Server.Prompts[prompt] = new RenderState.Running();
        for (var minute = 0; minute < 40; minute++)
        {
            await bench.TurnsAsync(10);
            await bench.TellAsync(new RenderProgressed(prompt, 1, "3", minute, 40));
        }

        job.OpenAttemptId.ShouldBe(prompt);
    }

    [Fact]
    public async Task A_render_that_takes_longer_than_it_may_fails_and_is_not_tried_again()
    {
        await using var bench = new LaneHarness { Options = new() { RenderSeconds = 30 } };
        var job = bench.Queue();
        await bench.StartAsync();
        bench.Server.Prompts[bench.Server.Submitted[0]] = new RenderState.Running();
        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.ErrorCode).ShouldBe((JobStatus.Failed, FaultCodes.Timeout));
        bench.Server.Canceled.ShouldBe([bench.Server.Submitted[0]]);
    }

    [Fact]
    public async Task Out_of_memory_frees_the_server_and_is_tried_once_more()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await bench.UntilAsync(() => bench.Server.Submitted.Count == attempt);
            bench.Server.Prompts[bench.Server.Submitted[^1]] = new RenderState.Failed(new(FaultCodes.OutOfMemory, "Allocation failed."));
        }

        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.ErrorCode, job.AttemptCount).ShouldBe((JobStatus.Failed, FaultCodes.OutOfMemory, 2));
        bench.Server.Frees.ShouldBe(2);
    }

    [Fact]
    public async Task A_draining_server_finishes_what_it_has_and_gets_nothing_new()
    {
        await using var bench = new LaneHarness { Depth = 1 };
        var first = bench.Queue();
        await bench.StartAsync();
        var second = bench.Queue();
        bench.Backends.All[0].Turn(BackendState.Draining);
        await bench.TurnAsync(Topics.Backends);
        bench.Server.Prompts[first.OpenAttemptId!.Value] = ScriptedServer.Finished("picture.png");
        await bench.UntilAsync(() => first.Status == JobStatus.Succeeded);
        await bench.TurnsAsync(5);
        (second.Status, second.AttemptCount).ShouldBe((JobStatus.Queued, 0));
    }

    [Fact]
    public async Task A_disabled_server_gives_back_what_waits_and_finishes_what_renders()
    {
        await using var bench = new LaneHarness();
        var (renders, waits) = (bench.Queue(), bench.Queue());
        await bench.StartAsync();
        await bench.TellAsync(new RenderStarted(renders.OpenAttemptId!.Value));
        bench.Backends.All[0].Turn(BackendState.Disabled);
        await bench.TurnAsync(Topics.Backends);
        (waits.OpenAttemptId, renders.OpenAttemptId).ShouldBe((null, bench.Server.Submitted[0]));
        bench.Server.Canceled.ShouldBe([bench.Server.Submitted[1]]);
    }

    [Fact]
    public async Task A_lane_that_was_taken_over_writes_and_sends_nothing_more()
    {
        var bench = new LaneHarness();
        await bench.StartAsync();
        bench.Clock.Advance(Backend.LaneLifetime);
        (await bench.Backends.TryTakeAsync(bench.Server.Name, default)).ShouldNotBeNull();
        bench.Queue();
        await Should.ThrowAsync<LaneLostException>(bench.TurnAsync(Topics.Lanes));
        bench.Server.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_node_made_is_there_while_others_still_run()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = bench.Server.Submitted[0];
        bench.Server.Prompts[prompt] = new RenderState.Running();
        await bench.TellAsync(new NodeFinished(prompt, [new("9", "images", 0, "picture.png", "", "output")]));
        await bench.UntilAsync(() => job.Outputs.Count == 1);
        job.HasEnded.ShouldBeFalse();

        bench.Server.Files["other.png"] = [1, 2, 3];
        bench.Server.Prompts[prompt] = new RenderState.Finished(
            [new("7", "images", 0, "other.png", "", "output"), new("9", "images", 0, "picture.png", "", "output"),
                new("8", "text", 0, "t.txt", "", "output", "a lighthouse")], 10);
        await bench.TellAsync(new RenderEnded(prompt));
        await bench.UntilAsync(() => job.HasEnded);
        job.Outputs.OrderBy(output => output.Position).Select(output => (output.NodeId, output.Type))
            .ShouldBe([("9", "image"), ("7", "image"), ("8", "text")]);
    }
}
