using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>What goes wrong with one file, prompt, class or text ends there: the lane, its server and other jobs go on.</summary>
public sealed class ContainmentTests
{
    [Fact]
    public async Task A_file_that_is_not_given_out_fails_its_job_at_once_and_the_next_one_is_rendered()
    {
        await using var bench = new LaneHarness { Depth = 1 };
        bench.Server.OnOpen = name => _ = name == "forbidden.png" ? throw new RenderAnswerException("/view answers 400", isFinal: true) : 0;
        var (broken, well) = (bench.Queue(), bench.Queue());
        await bench.StartAsync();
        bench.Server.Prompts[broken.OpenAttemptId!.Value] = ScriptedServer.Finished("picture.png", "forbidden.png");
        await bench.TellAsync(new RenderEnded(broken.OpenAttemptId.Value));
        await bench.UntilAsync(() => broken.HasEnded);

        (broken.Status, broken.ErrorCode, broken.ErrorNodeId).ShouldBe((JobStatus.Failed, FaultCodes.OutputUnavailable, "9"));
        broken.Outputs.Count.ShouldBe(1, "what could be had is kept");
        await SucceedsAsync(bench, well);
        bench.Own.Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task A_file_that_fails_time_and_again_is_asked_for_less_and_less_often_and_not_for_ever()
    {
        await using var bench = new LaneHarness();
        var asked = new List<DateTimeOffset>();
        bench.Server.OnOpen = _ =>
        {
            asked.Add(bench.Clock.GetUtcNow());
            throw new RenderAnswerException("/view answers 500");
        };
        var job = bench.Queue();
        await bench.StartAsync();
        bench.Server.Prompts[job.OpenAttemptId!.Value] = ScriptedServer.Finished("picture.png");
        await bench.TellAsync(new RenderEnded(job.OpenAttemptId.Value));
        await bench.UntilAsync(() => job.HasEnded);

        job.ErrorCode.ShouldBe(FaultCodes.OutputUnavailable);
        asked.Count.ShouldBe(PromptTracker.MaxTries);
        asked.Zip(asked.Skip(1), (one, next) => next - one).ShouldBeInOrder();
        asked.Zip(asked.Skip(1), (one, next) => next - one).Min().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task A_file_that_is_told_of_twice_is_stored_once()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        bench.Server.Prompts[prompt] = new RenderState.Running();
        var told = new NodeFinished(
            prompt, [new("9", "images", 0, "picture.png", "", "output"), new("9", "images", 0, "picture.png", "", "output")]);
        bench.Server.Tell(told);
        await bench.TellAsync(told);
        await bench.UntilAsync(() => job.Outputs.Count > 0);
        bench.Server.Prompts[prompt] = ScriptedServer.Finished("picture.png");
        await bench.TellAsync(told);
        await bench.TellAsync(new RenderEnded(prompt));
        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.Outputs.Count, bench.Store.Saves).ShouldBe((JobStatus.Succeeded, 1, 1));
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_fails_its_job_and_nothing_else()
    {
        await using var bench = new LaneHarness { Depth = 1 };
        var (broken, well) = (bench.Queue(), bench.Queue());
        await bench.StartAsync();
        var prompt = broken.OpenAttemptId!.Value;
        bench.Server.OnFindEnd = id => _ = id == prompt ? throw new RenderAnswerException("/history answers 500") : 0;
        bench.Server.Prompts.Remove(prompt);
        await bench.UntilAsync(() => broken.HasEnded);

        (broken.Status, broken.ErrorCode).ShouldBe((JobStatus.Failed, FaultCodes.ResultUnreadable));
        bench.Server.LookedUp.Count(id => id == prompt).ShouldBe(PromptTracker.MaxTries);
        await SucceedsAsync(bench, well);
    }

    [Fact]
    public async Task A_history_that_is_refused_is_asked_for_again()
    {
        await using var bench = new LaneHarness { Depth = 1 };
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        bench.Server.OnFindEnd = id => _ = bench.Server.LookedUp.Count(looked => looked == id) < 3
            ? throw new RenderAnswerException("/history answers 400", isFinal: true)
            : 0;
        bench.Server.Prompts[prompt] = ScriptedServer.Finished("picture.png");
        await bench.TellAsync(new RenderEnded(prompt));
        await bench.UntilAsync(() => job.HasEnded);

        (job.Status, job.ErrorCode).ShouldBe((JobStatus.Succeeded, null));
    }

    [Fact]
    public async Task A_render_that_told_its_success_and_whose_files_are_here_succeeds_though_its_history_cannot_be_read()
    {
        await using var bench = new LaneHarness();
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        bench.Server.Prompts[prompt] = new RenderState.Running();
        bench.Server.OnFindEnd = _ => throw new RenderAnswerException("/history answers 500");
        await bench.TellAsync(new NodeFinished(prompt, [new("9", "images", 0, "picture.png", "", "output")]));
        await bench.UntilAsync(() => job.Outputs.Count == 1);
        bench.Server.Prompts.Remove(prompt);
        bench.Server.Tell(new RenderSucceeded(prompt));
        await bench.TellAsync(new RenderEnded(prompt));
        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.Outputs.Count).ShouldBe((JobStatus.Succeeded, 1));
    }

    [Fact]
    public async Task A_class_that_the_server_says_nothing_about_holds_up_only_the_jobs_that_need_it()
    {
        await using var bench = new LaneHarness { Depth = 1 };
        var asked = 0;
        bench.Server.OnDescribe = name =>
        {
            if (name == "Raises")
            {
                asked++;
                throw new RenderAnswerException("/object_info/Raises answers 500");
            }
        };
        var (first, behind) = (Job("Raises"), Job("SaveImage"));
        bench.Jobs.All.AddRange([first, behind]);
        await bench.StartAsync();
        behind.OpenAttemptId.ShouldNotBeNull();
        bench.Server.Prompts[behind.OpenAttemptId.Value] = ScriptedServer.Finished("picture.png");
        await bench.TurnsAsync(10);
        asked.ShouldBeLessThanOrEqualTo(5);

        // It is ComfyUI's to say in the end.
        await bench.UntilAsync(() => first.OpenAttemptId is not null);
    }

    [Fact]
    public async Task A_model_that_comes_later_is_seen_by_the_jobs_that_wait_for_it()
    {
        await using var bench = new LaneHarness { Depth = 1 };
        bench.Server.Nodes = Nodes();
        var waiting = Job("CheckpointLoaderSimple", "late.safetensors");
        bench.Jobs.All.Add(waiting);
        await bench.StartAsync();
        await bench.TurnsAsync(5);
        waiting.OpenAttemptId.ShouldBeNull();

        bench.Server.Nodes = Nodes("late.safetensors");
        bench.Jobs.All.Add(Job("CheckpointLoaderSimple", "late.safetensors"));
        await bench.UntilAsync(() => waiting.OpenAttemptId is not null);
        bench.Server.Submitted.Count.ShouldBe(1, "the newer one has not overtaken it");
    }

    [Fact]
    public async Task A_job_behind_thousands_that_only_another_server_can_run_is_reached()
    {
        await using var bench = new LaneHarness();
        bench.Server.Nodes = Nodes("here.safetensors");
        for (var number = 0; number < 3_000; number++)
        {
            bench.Jobs.All.Add(Job("CheckpointLoaderSimple", $"elsewhere-{number % 5}.safetensors"));
        }

        var own = Job("CheckpointLoaderSimple", "here.safetensors");
        bench.Jobs.All.Add(own);
        await bench.StartAsync();
        await bench.TurnsAsync(3);
        own.OpenAttemptId.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_change_that_the_database_refuses_time_and_again_ends_its_job_and_nothing_else()
    {
        await using var bench = new LaneHarness();
        var (broken, well) = (bench.Queue(), bench.Queue());
        await bench.StartAsync();
        var refusals = 3;
        bench.Jobs.OnChange = id =>
            _ = id == broken.Id && refusals-- > 0 ? throw new InvalidOperationException("invalid byte sequence") : 0;
        bench.Server.Prompts[broken.OpenAttemptId!.Value] = ScriptedServer.Finished("picture.png");
        await SucceedsAsync(bench, well);
        await bench.UntilAsync(() => broken.HasEnded);
        (broken.Status, broken.ErrorCode).ShouldBe((JobStatus.Failed, FaultCodes.Internal));
    }

    [Fact]
    public async Task A_server_that_keeps_silent_does_not_hold_up_its_lane()
    {
        await using var bench = new LaneHarness { Options = new() { AwaySeconds = 20 } };
        bench.Backends.AddOther();
        var job = bench.Queue();
        await bench.StartAsync();
        bench.Server.Silence = new TaskCompletionSource<PromptQueue>().Task;
        await bench.UntilAsync(() => bench.Clock.GetUtcNow() - Samples.Noon > TimeSpan.FromSeconds(10));
        bench.Own.IsAvailable.ShouldBeFalse("six seconds of silence are told within ten");
        bench.Own.Trouble.ShouldNotBeNull();
        job.OpenAttemptId.ShouldNotBeNull();

        await bench.UntilAsync(() => job.OpenAttemptId is null);
        (bench.Clock.GetUtcNow() - Samples.Noon)
            .ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(25), "that is what AwaySeconds says");
        job.Attempts[0].FaultCode.ShouldBe(FaultCodes.BackendAway);
    }

    [Fact]
    public async Task A_render_that_succeeded_while_nobody_watched_succeeds_however_long_that_was()
    {
        await using var bench = new LaneHarness { Options = new() { RenderSeconds = 60, StallSeconds = 60 } };
        var job = bench.Queue();
        job.Claim(Guid.NewGuid(), bench.Server.Name, switchesModel: false, Samples.Noon.AddHours(-5));
        job.Start(job.OpenAttemptId!.Value, Samples.Noon.AddHours(-5));
        bench.Server.Prompts[job.OpenAttemptId.Value] = ScriptedServer.Finished("picture.png");
        await bench.StartAsync();
        await bench.UntilAsync(() => job.HasEnded);
        job.Status.ShouldBe(JobStatus.Succeeded);
    }

    [Fact]
    public async Task A_render_is_looked_up_before_it_is_said_to_take_too_long()
    {
        await using var bench = new LaneHarness { Options = new() { RenderSeconds = 60, StallSeconds = 600 } };
        var job = bench.Queue();
        await bench.StartAsync();
        var prompt = job.OpenAttemptId!.Value;
        await bench.TellAsync(new RenderStarted(prompt));
        // The lane stood still for two hours; meanwhile the render ended.
        bench.Server.Prompts[prompt] = ScriptedServer.Finished("picture.png");
        bench.Clock.Advance(TimeSpan.FromHours(2));
        await bench.UntilAsync(() => job.HasEnded);
        job.Status.ShouldBe(JobStatus.Succeeded);
    }

    private static async Task SucceedsAsync(LaneHarness bench, ImageJob job)
    {
        await bench.UntilAsync(() => job.OpenAttemptId is not null);
        bench.Server.Prompts[job.OpenAttemptId!.Value] = ScriptedServer.Finished("picture.png");
        await bench.UntilAsync(() => job.HasEnded);
        job.Status.ShouldBe(JobStatus.Succeeded);
    }

    private static Dictionary<string, NodeDescription> Nodes(params string[] models) => new()
    {
        ["CheckpointLoaderSimple"] = new(new Dictionary<string, IReadOnlySet<string>> { ["ckpt_name"] = models.ToHashSet() }),
    };

    private static ImageJob Job(string classType, string? model = null)
    {
        var inputs = model is null ? "" : $"\"ckpt_name\":\"{model}\"";
        var graph = """{"9":{"class_type":"CLASS","inputs":{INPUTS}}}""".Replace("CLASS", classType, StringComparison.Ordinal)
            .Replace("INPUTS", inputs, StringComparison.Ordinal);
        return ImageJob.Queue(
            new(Guid.NewGuid(), Guid.NewGuid(), "w", "1", "{}", null, graph, "9", 1, 0, null, null, null, null, null, null, null)
            {
                NeedsKey = GraphNeeds.Read(graph).Key(),
            },
            Samples.Noon);
    }
}
