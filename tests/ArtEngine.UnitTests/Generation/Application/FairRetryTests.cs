using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>Good work is not thrown away, and the innocent do not pay for servers and jobs that are broken.</summary>
public sealed class FairRetryTests
{
    private static readonly RenderFault NodeError = new(FaultCodes.NodeError, "CUDA error", "3", "KSampler");

    [Fact]
    public async Task A_server_that_lost_a_model_sends_the_job_elsewhere_without_costing_it()
    {
        await using var bench = new LaneHarness();
        bench.Backends.AddOther();
        var job = bench.Queue();
        bench.Server.OnSubmit = _ => new(FaultCodes.MissingModel, "Value not in list: ckpt_name", "4", "CheckpointLoaderSimple");
        await bench.StartAsync();
        await bench.TurnsAsync(2);
        (job.Status, job.AvoidedServer, FaultTable.Costs(job.Attempts[0])).ShouldBe((JobStatus.Queued, bench.Server.Name, false));
        bench.Server.Expiries.ShouldBeGreaterThan(0, "what is known of its files is out of date");
        bench.Server.Submitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_error_gets_one_try_elsewhere_and_none_when_there_is_no_other_server()
    {
        await using var bench = new LaneHarness();
        var other = bench.Backends.AddOther();
        var (moved, alone) = (bench.Queue(), bench.Queue());
        await bench.StartAsync();
        await FailAsync(bench, moved);
        (moved.Status, moved.AvoidedServer).ShouldBe((JobStatus.Queued, bench.Server.Name));
        other.Turn(BackendState.Disabled);
        await bench.TurnAsync(Topics.Backends);
        await FailAsync(bench, alone);
        (alone.Status, alone.ErrorCode).ShouldBe((JobStatus.Failed, FaultCodes.NodeError));
    }

    [Fact]
    public async Task A_server_that_fails_job_after_job_while_others_succeed_gets_no_more_but_for_a_trial()
    {
        await using var bench = new LaneHarness { Depth = 1 };
        var other = bench.Backends.AddOther();
        var jobs = Enumerable.Range(0, 12).Select(_ => bench.Queue()).ToList();
        await bench.StartAsync();
        for (var failures = 0; failures < 3; failures++)
        {
            other.Succeed(bench.Clock.GetUtcNow());
            await bench.TurnAsync(Topics.Backends);
            await FailAsync(bench, jobs.Single(job => job.OpenAttemptId is not null));
        }

        // The next one was sent when the third had ended, before it was known how.
        await FailAsync(bench, jobs.Single(job => job.OpenAttemptId is not null));
        bench.Own.Trouble!.ShouldContain("4 jobs in a row failed there");
        bench.Own.IsAvailable.ShouldBeFalse();
        var sent = bench.Server.Submitted.Count;
        var since = bench.Clock.GetUtcNow();
        await bench.UntilAsync(() => bench.Server.Submitted.Count > sent);
        (bench.Clock.GetUtcNow() - since).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(29));
        var trial = jobs.Single(job => job.OpenAttemptId is not null);
        bench.Server.Prompts[trial.OpenAttemptId!.Value] = ScriptedServer.Finished("picture.png");
        await bench.UntilAsync(() => trial.HasEnded);
        await bench.TurnsAsync(2);
        bench.Own.Trouble.ShouldBeNull();
        jobs.ShouldAllBe(job => job.Status != JobStatus.Failed);
    }

    [Fact]
    public async Task Jobs_that_never_began_lose_nothing_when_their_server_dies()
    {
        await using var bench = new LaneHarness();
        bench.Backends.AddOther();
        var (working, behind) = (bench.Queue(), bench.Queue());
        await bench.StartAsync();
        await bench.TellAsync(new RenderStarted(working.OpenAttemptId!.Value));
        (bench.Server.IsReachable, bench.Server.IsGone) = (false, true);
        bench.Server.Tell(new ConnectionLost());
        await bench.UntilAsync(() => working.OpenAttemptId is null && behind.OpenAttemptId is null);
        (FaultTable.Costs(working.Attempts[0]), FaultTable.Costs(behind.Attempts[0])).ShouldBe((true, false));
    }

    [Fact]
    public void A_job_that_was_at_work_at_two_deaths_is_a_suspect_and_fails_at_the_third()
    {
        var job = Samples.Job();
        for (var death = 1; death <= 3; death++)
        {
            job.IsSuspect.ShouldBe(death == 3);
            job.Claim(Guid.NewGuid(), $"gpu-{death}", switchesModel: false, Samples.Noon);
            job.Start(job.OpenAttemptId!.Value, Samples.Noon);
            job.LoseAttempt(job.OpenAttemptId.Value, new(FaultCodes.BackendDied, "Died."), new(5, HasOthers: true), Samples.Noon);
        }

        (job.Status, job.ErrorCode).ShouldBe((JobStatus.Failed, FaultCodes.BackendKilled));
    }

    [Fact]
    public async Task A_suspect_is_rendered_alone_and_when_nothing_else_waits()
    {
        await using var bench = new LaneHarness();
        var suspect = bench.Queue();
        for (var death = 1; death <= 2; death++)
        {
            suspect.Claim(Guid.NewGuid(), "gpu-9", switchesModel: false, Samples.Noon);
            suspect.Start(suspect.OpenAttemptId!.Value, Samples.Noon);
            suspect.LoseAttempt(suspect.OpenAttemptId.Value, new(FaultCodes.BackendDied, "Died."), new(5, HasOthers: true), Samples.Noon);
        }

        var other = bench.Queue();
        await bench.StartAsync();
        (other.OpenAttemptId is not null, suspect.OpenAttemptId).ShouldBe((true, null));
        bench.Server.Prompts[other.OpenAttemptId!.Value] = ScriptedServer.Finished("picture.png");
        await bench.UntilAsync(() => suspect.OpenAttemptId is not null);
        var next = bench.Queue();
        await bench.TurnAsync(Topics.Lanes);
        next.OpenAttemptId.ShouldBeNull("a suspect has the server for itself");
    }

    [Fact]
    public async Task Waiting_behind_the_work_of_others_is_no_stall_and_costs_nothing()
    {
        await using var bench = new LaneHarness { Options = new() { StallSeconds = 60 } };
        bench.Server.Foreign = (1, 2);
        var job = bench.Queue();
        await bench.StartAsync();
        await bench.UntilAsync(() => bench.Clock.GetUtcNow() - Samples.Noon > TimeSpan.FromMinutes(20));
        (job.OpenAttemptId, bench.Server.Frees).ShouldBe((bench.Server.Submitted.Single(), 0));
        (bench.Own.Trouble, bench.Own.ForeignPrompts).ShouldBe((null, 3));

        bench.Backends.AddOther();
        await bench.TurnAsync(Topics.Backends);
        await bench.UntilAsync(() => job.OpenAttemptId is null);
        (FaultTable.Costs(job.Attempts[0]), bench.Server.Canceled.Single()).ShouldBe((false, bench.Server.Submitted.Single()));
        await bench.TurnsAsync(5);
        bench.Server.Submitted.Count.ShouldBe(1, "it is the other one's to take");
    }

    [Fact]
    public async Task A_port_that_is_refused_for_a_moment_renders_nothing_twice_when_nobody_else_could()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        await bench.TellAsync(new RenderStarted(job.OpenAttemptId!.Value));
        (bench.Server.IsReachable, bench.Server.IsGone) = (false, true);
        bench.Server.Tell(new ConnectionLost());
        await bench.UntilAsync(() => bench.Clock.GetUtcNow() - Samples.Noon > TimeSpan.FromSeconds(60));
        (bench.Server.IsReachable, bench.Server.IsGone) = (true, false);
        bench.Server.Prompts[job.OpenAttemptId!.Value] = ScriptedServer.Finished("picture.png");
        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.AttemptCount, bench.Server.Submitted.Count).ShouldBe((JobStatus.Succeeded, 1, 1));
    }

    [Fact]
    public async Task A_file_that_is_never_there_is_rendered_twice_and_not_more()
    {
        await using var bench = new LaneHarness { Options = new() { MaxAttempts = 5 } };
        var job = bench.Queue();
        bench.Server.OnSubmit = id =>
        {
            bench.Server.Prompts[id] = ScriptedServer.Finished("gone.png");
            return null;
        };
        await bench.StartAsync();
        await bench.UntilAsync(() => job.HasEnded);
        (job.ErrorCode, job.AttemptCount).ShouldBe((FaultCodes.OutputMissing, 2));
        bench.Server.Frees.ShouldBe(2, "or the server would remember it as made");
    }

    [Fact]
    public async Task An_upload_that_is_too_large_is_not_sent_to_the_same_server_again()
    {
        await using var bench = new LaneHarness();
        bench.Server.IsUploadTooLarge = true;
        var job = bench.QueueWithPicture();
        await bench.StartAsync();
        await bench.UntilAsync(() => job.HasEnded);
        (job.ErrorCode, job.AttemptCount, bench.Server.Uploaded.Count).ShouldBe((FaultCodes.InputTooLarge, 1, 1));
    }

    [Fact]
    public async Task Trouble_of_a_download_is_not_told_as_trouble_of_the_store()
    {
        await using var bench = new LaneHarness();
        bench.Server.OnOpen = _ => throw new RenderAnswerException("the download broke off");
        var job = bench.Queue();
        await bench.StartAsync();
        bench.Server.Prompts[job.OpenAttemptId!.Value] = ScriptedServer.Finished("picture.png");
        await bench.UntilAsync(() => job.HasEnded);
        (job.ErrorCode, job.ErrorMessage).ShouldBe((FaultCodes.OutputUnavailable,
            "The render ended well, but ComfyUI does not give " +
            "out a file of node 9: the download broke off."));
    }

    [Fact]
    public async Task A_store_that_failed_and_came_back_has_its_hour_again()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        bench.Server.Prompts[prompt] = new RenderState.Running();
        bench.Store.IsFull = true;
        await bench.TellAsync(new NodeFinished(prompt, [new("9", "images", 0, "picture.png", "", "output")]));
        bench.Clock.Advance(TimeSpan.FromSeconds(5));
        bench.Store.IsFull = false;
        bench.Server.Prompts[prompt] = ScriptedServer.Finished("picture.png", "second.png");
        bench.Server.Files["second.png"] = [1];
        await bench.TellAsync(new RenderEnded(prompt));
        await bench.UntilAsync(() => job.HasEnded);
        job.Status.ShouldBe(JobStatus.Succeeded);
    }

    [Fact]
    public async Task A_render_whose_events_go_to_an_older_connection_is_no_stall()
    {
        await using var bench = new LaneHarness { Options = new() { StallSeconds = 60, RenderSeconds = 3_600 } };
        var (job, behind) = (bench.Queue(), bench.Queue());
        await bench.StartAsync();
        bench.Server.Prompts[job.OpenAttemptId!.Value] = new RenderState.Running();
        await bench.TellAsync(new RenderStarted(job.OpenAttemptId.Value));
        await bench.TellAsync(new ConnectionLost());
        await bench.UntilAsync(() => bench.Clock.GetUtcNow() - Samples.Noon > TimeSpan.FromMinutes(30));
        (job.OpenAttemptId, behind.OpenAttemptId).ShouldBe((bench.Server.Submitted[0], bench.Server.Submitted[1]));

        await bench.UntilAsync(() => job.HasEnded);
        job.ErrorCode.ShouldBe(FaultCodes.Timeout);
    }

    [Fact]
    public async Task A_render_that_was_sent_under_an_id_that_was_given_up_meanwhile_is_no_stall()
    {
        await using var bench = new LaneHarness { Options = new() { StallSeconds = 60, RenderSeconds = 3_600 } };
        var job = bench.Queue();
        bench.Server.OnSubmit = prompt =>
        {
            bench.Server.Tell(new ClientIdChanged());
            bench.Server.Prompts[prompt] = new RenderState.Running();
            return null;
        };
        await bench.StartAsync();
        await bench.UntilAsync(() => bench.Clock.GetUtcNow() - Samples.Noon > TimeSpan.FromMinutes(30));
        job.OpenAttemptId.ShouldBe(bench.Server.Submitted.Single());
    }

    [Fact]
    public async Task A_render_of_which_only_signs_of_life_come_is_no_stall()
    {
        await using var bench = new LaneHarness { Options = new() { StallSeconds = 60, RenderSeconds = 3_600 } };
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        bench.Server.Prompts[prompt] = new RenderState.Running();
        await bench.TellAsync(new RenderStarted(prompt));
        for (var told = Samples.Noon; bench.Clock.GetUtcNow() - Samples.Noon < TimeSpan.FromMinutes(10); told = bench.Clock.GetUtcNow())
        {
            await bench.UntilAsync(() => bench.Clock.GetUtcNow() - told > TimeSpan.FromSeconds(30));
            await bench.TellAsync(new SignOfLife(prompt));
        }

        job.OpenAttemptId.ShouldBe(bench.Server.Submitted.Single());
    }

    [Fact]
    public async Task A_quiet_render_within_its_own_limit_is_not_ended_by_a_job_that_waits_behind_it()
    {
        await using var bench = new LaneHarness { Options = new() { StallSeconds = 60 } };
        var job = Samples.Job();
        var video = ImageJob.Queue(
            new(Guid.NewGuid(), Guid.NewGuid(), "video", "1", "{}", null, job.Graph!, "9", 1, 0, null, null, null, null, null,
                StallSeconds: 1_800, null), Samples.Noon);
        bench.Jobs.All.AddRange([video, job]);
        await bench.StartAsync();
        bench.Server.Prompts[video.OpenAttemptId!.Value] = new RenderState.Running();
        await bench.TellAsync(new RenderStarted(video.OpenAttemptId.Value));
        await bench.UntilAsync(() => bench.Clock.GetUtcNow() - Samples.Noon > TimeSpan.FromMinutes(20));
        bench.Server.Canceled.ShouldBeEmpty();
        await bench.UntilAsync(() => video.OpenAttemptId is null);
        (bench.Clock.GetUtcNow() - Samples.Noon).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(30));
        FaultTable.Costs(job.Attempts[0]).ShouldBeFalse();
    }

    [Fact]
    public async Task Jobs_that_are_left_to_others_do_not_hide_those_behind_them()
    {
        await using var bench = new LaneHarness();
        bench.Backends.AddOther();
        for (var count = 0; count < 40; count++)
        {
            var avoided = bench.Queue();
            avoided.Claim(Guid.NewGuid(), bench.Server.Name, switchesModel: false, Samples.Noon);
            avoided.LoseAttempt(avoided.OpenAttemptId!.Value, NodeError, new(5, HasOthers: true), Samples.Noon);
        }

        var own = bench.Queue();
        await bench.StartAsync();
        own.OpenAttemptId.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_early_output_that_the_store_refused_once_costs_the_render_nothing_hours_later()
    {
        await using var bench = new LaneHarness { Options = new() { StallSeconds = 80_000, RenderSeconds = 80_000 } };
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        bench.Server.Prompts[prompt] = new RenderState.Running();
        bench.Store.IsFull = true;
        await bench.TellAsync(new NodeFinished(prompt, [new("9", "images", 0, "picture.png", "", "output")]));
        bench.Store.IsFull = false;
        await bench.UntilAsync(() => bench.Clock.GetUtcNow() - Samples.Noon > TimeSpan.FromHours(2));
        bench.Server.Prompts[prompt] = ScriptedServer.Finished("picture.png");
        await bench.UntilAsync(() => job.HasEnded);
        job.Status.ShouldBe(JobStatus.Succeeded);
    }

    [Fact]
    public async Task A_lane_that_ends_leaves_no_progress_behind()
    {
        var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        await bench.TellAsync(new RenderProgressed(job.OpenAttemptId!.Value, 1, "3", 5, 10));
        bench.Board.Find(job.Id).ShouldNotBeNull();
        await bench.DisposeAsync();
        bench.Board.Find(job.Id).ShouldBeNull("another node may tell of it now");
    }

    [Fact]
    public async Task A_server_whose_events_cannot_be_followed_says_so_and_gets_jobs_all_the_same()
    {
        await using var bench = new LaneHarness();
        bench.Server.Trouble = "Its events cannot be followed.";
        var job = bench.Queue();
        await bench.StartAsync();
        await bench.TurnAsync();
        (bench.Own.Trouble, bench.Own.IsAvailable).ShouldBe(("Its events cannot be followed.", true));
        job.OpenAttemptId.ShouldNotBeNull();
    }

    [Fact]
    public void A_lane_that_was_heard_of_in_the_future_is_free_to_be_taken()
    {
        var backend = Backend.Add("gpu-1", "http://gpu-1:8188", 1, 2, null, isFromSettings: true, Samples.Noon);
        backend.TryTakeLane(Samples.Noon.AddHours(2)).ShouldBeTrue();
        backend.IsLaneAlive(Samples.Noon).ShouldBeFalse();
        backend.TryTakeLane(Samples.Noon).ShouldBeTrue();
        backend.TryTakeLane(Samples.Noon.AddSeconds(1)).ShouldBeFalse();
    }

    private static async Task FailAsync(LaneHarness bench, ImageJob job)
    {
        var prompt = job.OpenAttemptId!.Value;
        bench.Server.Prompts[prompt] = new RenderState.Failed(NodeError);
        await bench.TellAsync(new RenderEnded(prompt));
        await bench.UntilAsync(() => job.OpenAttemptId != prompt);
    }
}
