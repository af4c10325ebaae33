using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class LaneTests
{
    [Fact]
    public async Task The_attempt_is_stored_before_the_prompt_is_sent()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        Guid? stored = null;
        bench.Server.OnSubmit = promptId =>
        {
            stored = job.OpenAttemptId;
            job.Attempts.ShouldHaveSingleItem().Id.ShouldBe(promptId);
            return null;
        };
        await bench.StartAsync();
        bench.Server.Submitted.ShouldHaveSingleItem().ShouldBe(stored!.Value);
    }

    [Fact]
    public async Task A_render_goes_from_start_to_stored_output()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        await bench.TellAsync(new RenderStarted(prompt));
        job.Status.ShouldBe(JobStatus.Running);
        await bench.TellAsync(new RenderProgressed(prompt, 2, "7", 5, 10));
        bench.Board.Find(job.Id).ShouldBe(new JobProgress(0.625, 2, 4, "7", 5, 10));

        bench.Server.Prompts[prompt] = ScriptedServer.Finished("picture.png");
        await bench.TellAsync(new RenderEnded(prompt));
        await bench.TurnAsync();
        job.Status.ShouldBe(JobStatus.Succeeded);
        job.ExecutionMs.ShouldBe(1_500);
        var output = job.Outputs.ShouldHaveSingleItem();
        output.SizeBytes.ShouldBe(3);
        output.Hash.ShouldBe("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
        bench.Store.Objects[output.StorageKey].ShouldBe([1, 2, 3]);
        bench.Board.Find(job.Id).ShouldBeNull();
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 3)]
    public async Task What_a_node_made_is_noted_at_once_or_together_with_the_end(bool endsMeanwhile, int changes)
    {
        await using var bench = new LaneHarness();
        var stored = new TaskCompletionSource();
        bench.Store.Saving = stored.Task;
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        await bench.TellAsync(new RenderStarted(prompt));
        await bench.TellAsync(new NodeFinished(prompt, [new("9", "images", 0, "picture.png", "", "output")]));
        bench.Server.Prompts[prompt] = endsMeanwhile ? ScriptedServer.Finished("picture.png") : new RenderState.Running();
        if (endsMeanwhile)
        {
            await bench.TellAsync(new RenderEnded(prompt));
            await Task.Run(stored.SetResult);
        }
        else
        {
            await Task.Run(stored.SetResult);
            await bench.UntilAsync(() => job.Outputs.Count == 1);
            job.Status.ShouldBe(JobStatus.Running);
            bench.Server.Prompts[prompt] = ScriptedServer.Finished("picture.png");
            await bench.TellAsync(new RenderEnded(prompt));
        }

        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.Outputs.Count, job.Revision)
            .ShouldBe((JobStatus.Succeeded, 1, changes), "claimed, started, perhaps an output, ended");
    }

    [Fact]
    public async Task What_a_node_made_before_another_failed_is_kept()
    {
        await using var bench = new LaneHarness();
        var stored = new TaskCompletionSource();
        bench.Store.Saving = stored.Task;
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        await bench.TellAsync(new RenderStarted(prompt));
        await bench.TellAsync(new NodeFinished(prompt, [new("9", "images", 0, "picture.png", "", "output")]));
        bench.Server.Prompts[prompt] = new RenderState.Failed(new(FaultCodes.NodeError, "No.", "10", "Broken"));
        await bench.TellAsync(new RenderEnded(prompt));
        await Task.Run(stored.SetResult);
        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.Outputs.Count).ShouldBe((JobStatus.Failed, 1));
    }

    [Fact]
    public async Task A_prompt_that_may_or_may_not_have_arrived_is_looked_up_and_not_sent_again()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        bench.Server.OnSubmit = promptId =>
        {
            // It arrived, but the answer did not.
            bench.Server.Prompts[promptId] = new RenderState.Running();
            throw new RenderServerUnavailableException("no answer in time");
        };
        await bench.StartAsync();
        await bench.TurnsAsync(12);
        bench.Server.Submitted.ShouldHaveSingleItem();
        job.Status.ShouldBe(JobStatus.Running);

        bench.Server.Prompts[bench.Server.Submitted[0]] = ScriptedServer.Finished("picture.png");
        await bench.TurnsAsync(3);
        job.Status.ShouldBe(JobStatus.Succeeded);
        job.AttemptCount.ShouldBe(1);
        bench.Server.Submitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_prompt_that_is_unknown_three_times_is_lost_and_goes_again_under_a_new_id()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var first = job.OpenAttemptId!.Value;
        bench.Server.Prompts.Clear();
        await bench.UntilAsync(() => bench.Server.LookedUp.Count >= 2);

        job.OpenAttemptId.ShouldBe(first, "two looks are no proof");
        await bench.TurnsAsync(3);
        bench.Server.LookedUp.Take(3).ShouldBe([first, first, first]);
        job.Attempts[0].State.ShouldBe(AttemptState.Lost);
        job.OpenAttemptId.ShouldNotBeNull().ShouldNotBe(first);
        bench.Server.Submitted.ShouldBe([first, job.OpenAttemptId.Value]);
    }

    [Fact]
    public async Task A_prompt_that_is_seen_again_after_two_looks_is_not_lost()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        for (var round = 0; round < 4; round++)
        {
            var looks = bench.Server.LookedUp.Count;
            bench.Server.Prompts.Clear();
            await bench.UntilAsync(() => bench.Server.LookedUp.Count >= looks + 2);

            bench.Server.Prompts[prompt] = new RenderState.Waiting([]);
            await bench.TurnsAsync(5);
            bench.Server.LookedUp.Count.ShouldBe(looks + 2, "what is in the queue is not asked for");
        }

        job.OpenAttemptId.ShouldBe(prompt);
    }

    [Fact]
    public async Task A_job_whose_attempts_are_used_up_fails_with_the_reason()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        bench.Server.OnSubmit = _ => null;
        await bench.StartAsync();
        await bench.UntilAsync(() => job.HasEnded);

        job.Status.ShouldBe(JobStatus.Failed);
        job.ErrorCode.ShouldBe(FaultCodes.BackendLost);
        bench.Server.Submitted.Distinct().Count().ShouldBe(3);
        bench.Server.Submitted.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_cancel_is_for_the_named_prompt_only_and_is_repeated_when_it_takes_long()
    {
        await using var bench = new LaneHarness();
        var (unwanted, wanted) = (bench.Queue(), bench.Queue());
        await bench.StartAsync();
        var prompt = unwanted.OpenAttemptId!.Value;
        unwanted.Cancel(bench.Clock.GetUtcNow());
        await bench.TurnAsync(Topics.Cancels);
        await bench.TurnAsync(Topics.Cancels);
        bench.Server.Canceled.ShouldBe([prompt]);
        await bench.UntilAsync(() => bench.Server.Canceled.Count > 1);
        bench.Server.Canceled.ShouldBe([prompt, prompt]);
        (bench.Clock.GetUtcNow() - Samples.Noon).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(10));
        unwanted.Status.ShouldBe(JobStatus.Canceling);

        bench.Server.Prompts[prompt] = new RenderState.Failed(new(FaultCodes.Interrupted, "Interrupted."));
        await bench.TurnsAsync(2);
        unwanted.Status.ShouldBe(JobStatus.Canceled);
        wanted.OpenAttemptId.ShouldNotBeNull();
        bench.Server.Submitted.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_canceled_prompt_that_the_server_deleted_from_its_queue_ends_as_canceled()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        job.Cancel(bench.Clock.GetUtcNow());
        await bench.TurnAsync(Topics.Cancels);
        bench.Server.Prompts.Clear();
        await bench.TurnsAsync(6);
        job.Status.ShouldBe(JobStatus.Canceled);
        bench.Server.Submitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_claimed_for_a_server_that_does_not_answer()
    {
        await using var bench = new LaneHarness();
        bench.Server.IsReachable = false;
        var job = bench.Queue();
        await bench.StartAsync();
        await bench.TurnAsync(Topics.Lanes);
        await bench.TurnsAsync(8);
        bench.Jobs.Claims.ShouldBe(0);
        var looks = bench.Server.Looks;
        await bench.TurnsAsync(20);
        (bench.Server.Looks - looks).ShouldBeLessThanOrEqualTo(8, "it is asked less and less often");

        bench.Server.IsReachable = true;
        await bench.UntilAsync(() => job.OpenAttemptId is not null);
    }

    [Fact]
    public async Task Nothing_is_claimed_after_a_server_went_away()
    {
        await using var bench = new LaneHarness();
        bench.Queue();
        bench.Server.OnSubmit = _ => throw new RenderServerUnavailableException("connection refused");
        await bench.StartAsync();
        var waiting = bench.Queue();
        bench.Server.IsReachable = false;
        await bench.TurnAsync(Topics.Lanes);
        await bench.TurnsAsync(5);
        waiting.OpenAttemptId.ShouldBeNull();
        bench.Jobs.Claims.ShouldBe(1);
    }

    [Fact]
    public async Task The_server_holds_as_many_prompts_as_it_is_deep()
    {
        await using var bench = new LaneHarness { Depth = 3 };
        for (var count = 0; count < 10; count++)
        {
            bench.Queue();
        }

        await bench.StartAsync();
        await bench.TurnAsync(Topics.Lanes);
        bench.Server.Submitted.Count.ShouldBe(3);
        bench.Server.Submitted.ShouldBe(bench.Jobs.All.Take(3).Select(job => job.OpenAttemptId!.Value));
    }

    [Fact]
    public async Task The_next_prompts_are_fed_while_ended_ones_are_fetched_but_only_so_many()
    {
        await using var bench = new LaneHarness();
        for (var count = 0; count < 20; count++)
        {
            bench.Queue();
        }

        var answering = new TaskCompletionSource();
        bench.Server.Answering = answering.Task;
        await bench.StartAsync();
        var told = 0;
        for (var turn = 0; turn < 20; turn++)
        {
            for (; told < bench.Server.Submitted.Count; told++)
            {
                bench.Server.Tell(new RenderEnded(bench.Server.Submitted[told]));
            }

            await bench.TurnAsync(Topics.Server(bench.Server.Name));
            bench.Jobs.All.Count(job => job.OpenAttemptId is not null).ShouldBeLessThanOrEqualTo(bench.Depth + 4);
        }

        bench.Jobs.All.Count(job => job.OpenAttemptId is not null).ShouldBe(bench.Depth + 4);
        answering.SetResult();
    }

    [Fact]
    public async Task What_happens_to_other_clients_prompts_is_ignored()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var stranger = Guid.NewGuid();
        foreach (var happened in new RenderEvent[] { new RenderStarted(stranger), new NodesCached(stranger, 1),
            new RenderProgressed(stranger, 1, "1", 1, 2), new RenderEnded(stranger) })
        {
            await bench.TellAsync(happened);
        }

        job.Status.ShouldBe(JobStatus.Queued);
        bench.Server.LookedUp.ShouldBeEmpty();
        bench.Board.Find(job.Id).ShouldBeNull();
    }

    [Fact]
    public async Task What_an_earlier_run_left_open_is_looked_up_and_not_sent_again()
    {
        await using var bench = new LaneHarness();
        var (done, running) = (bench.Queue(), bench.Queue());
        foreach (var job in bench.Jobs.All)
        {
            job.Claim(Guid.NewGuid(), bench.Server.Name, switchesModel: false, bench.Clock.GetUtcNow());
        }

        bench.Server.Prompts[done.OpenAttemptId!.Value] = ScriptedServer.Finished("picture.png");
        bench.Server.Prompts[running.OpenAttemptId!.Value] = new RenderState.Running();
        await bench.StartAsync();
        done.Status.ShouldBe(JobStatus.Succeeded);
        running.Status.ShouldBe(JobStatus.Running);
        bench.Server.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_graph_fails_the_job_at_once_and_the_next_one_is_fed()
    {
        await using var bench = new LaneHarness { Depth = 1 };
        var (refused, taken) = (bench.Queue(), bench.Queue());
        bench.Server.OnSubmit = _ =>
            bench.Server.Submitted.Count == 1 ? new(FaultCodes.MissingModel, "Value not in list", "4", "CheckpointLoaderSimple") : null;
        await bench.StartAsync();
        refused.Status.ShouldBe(JobStatus.Failed);
        (refused.ErrorCode, refused.ErrorNodeId, refused.ErrorClassType).ShouldBe((FaultCodes.MissingModel, "4", "CheckpointLoaderSimple"));
        taken.OpenAttemptId.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_store_that_fails_is_tried_again_without_rendering_again()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        bench.Store.IsFull = true;
        await bench.StartAsync();
        bench.Server.Prompts[job.OpenAttemptId!.Value] = ScriptedServer.Finished("picture.png");
        await bench.TellAsync(new RenderEnded(job.OpenAttemptId!.Value));
        await bench.TurnsAsync(4);
        job.OpenAttemptId.ShouldNotBeNull();

        bench.Store.IsFull = false;
        await bench.TurnsAsync(4);
        job.Status.ShouldBe(JobStatus.Succeeded);
        bench.Server.Submitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Storing_is_tried_for_an_hour_at_growing_intervals_and_then_the_job_fails_with_its_code()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        bench.Store.IsFull = true;
        await bench.StartAsync();
        bench.Server.Prompts[job.OpenAttemptId!.Value] = ScriptedServer.Finished("picture.png");
        await bench.TellAsync(new RenderEnded(job.OpenAttemptId!.Value));
        var tries = new List<double>();
        var saves = bench.Store.Saves;
        await bench.UntilAsync(() =>
        {
            if (bench.Store.Saves > saves)
            {
                saves = bench.Store.Saves;
                tries.Add((bench.Clock.GetUtcNow() - Samples.Noon).TotalSeconds);
            }

            return job.HasEnded;
        });

        tries.Take(6).Select((at, index) => at - (index == 0 ? 0 : tries[index - 1])).ShouldBe([2, 4, 8, 16, 30, 30]);
        (bench.Clock.GetUtcNow() - Samples.Noon).ShouldBeInRange(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(61));
        (job.Status, job.ErrorCode, job.AttemptCount).ShouldBe((JobStatus.Failed, FaultCodes.Storage, 1));
    }

    [Fact]
    public async Task A_file_that_is_gone_before_it_is_fetched_is_rendered_again()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        bench.Server.Prompts[job.OpenAttemptId!.Value] = ScriptedServer.Finished("gone.png");
        await bench.TellAsync(new RenderEnded(job.OpenAttemptId!.Value));
        await bench.UntilAsync(() => job.AttemptCount == 2);
        job.Attempts[0].FaultCode.ShouldBe(FaultCodes.OutputMissing);
    }

    [Fact]
    public async Task An_attempt_that_somebody_else_closed_does_not_stop_the_lane()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        job.Fail(prompt, new(FaultCodes.NodeError, "Elsewhere."), bench.Clock.GetUtcNow());
        bench.Server.Prompts[prompt] = ScriptedServer.Finished("picture.png");
        await bench.TurnsAsync(3);
        job.Status.ShouldBe(JobStatus.Failed);
        var next = bench.Queue();
        await bench.TurnAsync(Topics.Lanes);
        next.OpenAttemptId.ShouldNotBeNull();
    }

    [Fact]
    public async Task Progress_that_is_told_after_the_end_leaves_nothing_on_the_board()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        bench.Server.Prompts[prompt] = ScriptedServer.Finished("picture.png");

        // The look by the clock settles it; the events that were told before are read only then.
        await bench.TurnAsync();
        job.Status.ShouldBe(JobStatus.Succeeded);
        await bench.TellAsync(new RenderProgressed(prompt, 3, "9", 1, 1));
        await bench.TurnAsync();
        bench.Board.Find(job.Id).ShouldBeNull();
    }

    [Fact]
    public async Task The_database_is_asked_for_jobs_when_there_may_be_some_and_not_at_every_tick()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var claims = bench.Jobs.Claims;
        for (var tick = 0; tick < 10; tick++)
        {
            await bench.TellAsync(new RenderProgressed(job.OpenAttemptId!.Value, 1, "1", tick, 10));
        }

        bench.Jobs.Claims.ShouldBe(claims);
        await bench.TurnAsync(Topics.Lanes);
        bench.Jobs.Claims.ShouldBe(claims + 1);
    }
}
