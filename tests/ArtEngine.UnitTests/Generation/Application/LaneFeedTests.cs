using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>A server whose renders take long is given its next prompt shortly before it needs it.</summary>
public sealed class LaneFeedTests
{
    private static readonly TimeSpan Render = TimeSpan.FromSeconds(10);

    /// <summary>What is the next job is not decided earlier.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMilliseconds(600);

    [Fact]
    public async Task The_next_job_is_taken_shortly_before_the_expected_end_of_what_is_rendered()
    {
        await using var bench = new LaneHarness();
        var (_, next) = await RenderOneOfTwoAsync(bench);
        var began = bench.Clock.GetUtcNow();
        next.OpenAttemptId.ShouldBeNull("the server has enough to do");

        await bench.UntilAsync(() => next.OpenAttemptId is not null);
        (bench.Clock.GetUtcNow() - began).ShouldBeInRange(Render - Ahead, Render, "the lane woke by itself");
        bench.Server.Submitted.ShouldContain(next.OpenAttemptId!.Value);
    }

    [Fact]
    public async Task Who_comes_meanwhile_and_is_new_is_next()
    {
        await using var bench = new LaneHarness();
        var (running, next) = await RenderOneOfTwoAsync(bench);
        var came = bench.Queue();
        bench.Jobs.New.Add(came.Id);
        await bench.TurnAsync(Topics.Lanes);
        came.OpenAttemptId.ShouldBeNull();

        await bench.UntilAsync(() => came.OpenAttemptId is not null);
        next.OpenAttemptId.ShouldBeNull();
        running.HasEnded.ShouldBeFalse();
        bench.Server.Overtaking.ShouldBeEmpty("nothing waited there");
    }

    [Fact]
    public async Task A_render_that_takes_longer_than_expected_keeps_nobody_from_being_sent()
    {
        await using var bench = new LaneHarness();
        var (running, next) = await RenderOneOfTwoAsync(bench);
        await bench.UntilAsync(() => bench.Server.Submitted.Count == 3);
        bench.Clock.Advance(Render);
        await bench.TurnAsync();
        (running.HasEnded, next.OpenAttemptId is not null).ShouldBe((false, true));
    }

    [Fact]
    public async Task A_render_that_ends_sooner_costs_the_next_one_no_more_than_its_way_to_the_server()
    {
        await using var bench = new LaneHarness();
        var (running, next) = await RenderOneOfTwoAsync(bench);
        await EndAsync(bench, running);
        next.OpenAttemptId.ShouldNotBeNull();
        bench.Server.Submitted.ShouldContain(next.OpenAttemptId.Value);

        // The one after it is taken sooner, since renders end sooner.
        var third = bench.Queue();
        await BeginAsync(bench, next);
        var began = bench.Clock.GetUtcNow();
        await bench.UntilAsync(() => third.OpenAttemptId is not null);
        (bench.Clock.GetUtcNow() - began).ShouldBeLessThan(Render - Ahead);
    }

    [Fact]
    public async Task Steps_tell_that_a_render_is_done_sooner_than_those_before_it()
    {
        await using var bench = new LaneHarness();
        var (running, next) = await RenderOneOfTwoAsync(bench);
        bench.Clock.Advance(Render / 10);
        await bench.TellAsync(new RenderProgressed(running.OpenAttemptId!.Value, 0, "7", 1, 2));
        next.OpenAttemptId.ShouldBeNull();
        bench.Clock.Advance((Render / 10) - (Ahead / 3));
        await bench.TurnAsync(Topics.Lanes);
        next.OpenAttemptId.ShouldNotBeNull();
    }

    [Fact]
    public async Task Where_a_prompt_of_others_waits_the_next_one_takes_its_place_behind_it()
    {
        await using var bench = new LaneHarness();
        bench.Server.Foreign = (0, 1);
        var (_, next) = await RenderOneOfTwoAsync(bench);
        next.OpenAttemptId.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_render_that_is_to_be_canceled_keeps_nobody_waiting()
    {
        await using var bench = new LaneHarness();
        var (running, next) = await RenderOneOfTwoAsync(bench);
        running.Cancel(bench.Clock.GetUtcNow());
        await bench.TurnAsync(Topics.Cancels);
        next.OpenAttemptId.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_not_heard_keeps_nobody_waiting()
    {
        await using var bench = new LaneHarness();
        var (_, next) = await RenderOneOfTwoAsync(bench);
        next.OpenAttemptId.ShouldBeNull();
        bench.Server.IsConnected = false;
        await bench.TurnAsync(Topics.Lanes);
        next.OpenAttemptId.ShouldNotBeNull();
    }

    [Fact]
    public async Task Steps_that_promise_an_end_beyond_all_time_end_nothing()
    {
        await using var bench = new LaneHarness();
        var (running, next) = await RenderOneOfTwoAsync(bench);
        bench.Clock.Advance(Render / 10);
        await bench.TellAsync(new RenderProgressed(running.OpenAttemptId!.Value, 0, "7", 1, 9e18));
        await EndAsync(bench, running);
        await bench.UntilAsync(() => next.OpenAttemptId is not null);
        (running.HasEnded, running.AttemptCount).ShouldBe((true, 1));
    }

    /// <summary>One job told how long renders take; then one renders and one waits.</summary>
    private static async Task<(ImageJob Running, ImageJob Next)> RenderOneOfTwoAsync(LaneHarness bench)
    {
        var first = bench.Queue();
        await bench.StartAsync();
        await BeginAsync(bench, first);
        bench.Clock.Advance(Render);
        await EndAsync(bench, first);
        await bench.UntilAsync(() => first.HasEnded);

        var (running, next) = (bench.Queue(), bench.Queue());
        await bench.TurnAsync(Topics.Lanes);
        await BeginAsync(bench, running);
        return (running, next);
    }

    private static async Task BeginAsync(LaneHarness bench, ImageJob job)
    {
        var prompt = job.OpenAttemptId!.Value;
        bench.Server.Prompts[prompt] = new RenderState.Running();
        await bench.TellAsync(new RenderStarted(prompt));
        await bench.TellAsync(new RenderProgressed(prompt, 0, "7", 0, 0));
    }

    private static async Task EndAsync(LaneHarness bench, ImageJob job)
    {
        var prompt = job.OpenAttemptId!.Value;
        bench.Server.Prompts[prompt] = ScriptedServer.Finished("picture.png");
        bench.Server.Tell(new RenderProgressed(prompt, 1, null, 0, 0) { Finished = ["7"] });
        bench.Server.Tell(new RenderSucceeded(prompt));
        await bench.TellAsync(new RenderEnded(prompt));
    }
}
