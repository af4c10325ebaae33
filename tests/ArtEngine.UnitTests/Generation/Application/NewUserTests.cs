using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>The first job of a user who is new is the next that a server begins, also of one whose places are taken.</summary>
public sealed class NewUserTests
{
    [Fact]
    public async Task It_goes_before_what_waits_at_a_full_server()
    {
        await using var bench = new LaneHarness();
        await FillAsync(bench);
        var first = Come(bench);
        await bench.TurnAsync(Topics.Lanes);
        first.OpenAttemptId.ShouldBeNull("a server with room has the first word");

        await bench.UntilAsync(() => first.OpenAttemptId is not null);
        bench.Server.Overtaking.ShouldBe([first.OpenAttemptId!.Value]);
        // Another one waits until that one has begun: who came first is first.
        var second = Come(bench);
        await bench.TurnsAsync(4);
        second.OpenAttemptId.ShouldBeNull();

        await BeginAsync(bench, first);
        await bench.UntilAsync(() => second.OpenAttemptId is not null);
        bench.Server.Overtaking.ShouldBe([first.OpenAttemptId!.Value, second.OpenAttemptId!.Value]);
        bench.Server.Canceled.ShouldBeEmpty("nothing is taken back");
    }

    [Fact]
    public async Task Nobody_else_gets_a_place_that_is_not_there()
    {
        await using var bench = new LaneHarness();
        await FillAsync(bench);
        var other = bench.Queue();
        await bench.TurnAsync(Topics.Lanes);
        await bench.TurnsAsync(4);
        other.OpenAttemptId.ShouldBeNull();
    }

    [Fact]
    public async Task The_prompts_of_other_programs_are_not_passed_over()
    {
        await using var bench = new LaneHarness();
        bench.Server.Foreign = (0, 1);
        await FillAsync(bench);
        var job = Come(bench);
        await bench.TurnsAsync(8);
        job.OpenAttemptId.ShouldBeNull();
    }

    [Fact]
    public async Task A_server_for_one_prompt_at_a_time_gets_no_more()
    {
        await using var bench = new LaneHarness { Depth = 1 };
        bench.Queue();
        await bench.StartAsync();
        var job = Come(bench);
        await bench.TurnsAsync(4);
        job.OpenAttemptId.ShouldBeNull();
    }

    [Fact]
    public async Task An_endless_stream_of_them_keeps_nobody_waiting()
    {
        await using var bench = new LaneHarness();
        var (_, waiting) = await FillAsync(bench);
        bench.Queue();
        for (var number = 0; number < 3; number++)
        {
            var job = Come(bench);
            await bench.UntilAsync(() => job.OpenAttemptId is not null);
            await BeginAsync(bench, job);
        }

        var fourth = Come(bench);
        await bench.TurnsAsync(8);
        fourth.OpenAttemptId.ShouldBeNull("three in a row are enough");
        await BeginAsync(bench, waiting);
        waiting.StartedAt.ShouldNotBeNull();
    }

    /// <summary>One job runs and one waits.</summary>
    private static async Task<(ImageJob Running, ImageJob Waiting)> FillAsync(LaneHarness bench)
    {
        var (running, waiting) = (bench.Queue(), bench.Queue());
        await bench.StartAsync();
        await BeginAsync(bench, running);
        waiting.OpenAttemptId.ShouldNotBeNull();
        return (running, waiting);
    }

    private static ImageJob Come(LaneHarness bench)
    {
        var job = bench.Queue();
        bench.Jobs.New.Add(job.Id);
        return job;
    }

    /// <summary>What ran before is over.</summary>
    private static async Task BeginAsync(LaneHarness bench, ImageJob job)
    {
        foreach (var (prompt, _) in bench.Server.Prompts.Where(prompt => prompt.Value is RenderState.Running).ToList())
        {
            bench.Server.Prompts[prompt] = ScriptedServer.Finished("picture.png");
            await bench.TellAsync(new RenderEnded(prompt));
        }

        bench.Server.Prompts[job.OpenAttemptId!.Value] = new RenderState.Running();
        await bench.TellAsync(new RenderStarted(job.OpenAttemptId.Value));
    }
}
