using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>Whatever a server answers and tells, in whatever order: no prompt is in a state without a way out.</summary>
public sealed class EveryJobEndsTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromHours(12);

    /// <summary>The longest that any state may last, with the settings of this test.</summary>
    private static readonly TimeSpan LongestState = TimeSpan.FromHours(2);

    [Fact]
    public void Every_job_ends_whatever_its_server_does() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => WalkAsync(seed).GetAwaiter().GetResult())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void Every_state_but_the_last_has_a_deadline() => Prop.ForAll(
        Gen.Elements(Enum.GetValues<PromptState>()).ListOf(20).Zip(Gen.Choose(0, 5_000)).ToArbitrary(),
        walk =>
        {
            var (states, seconds) = walk;
            var job = Samples.Job();
            job.Claim(Guid.NewGuid(), "gpu-1", switchesModel: false, Samples.Noon);
            var prompt = new TrackedPrompt(job, PromptState.Unsent, new(LongestState, 5, 300, 3_600), null, TimeSpan.Zero);
            var now = TimeSpan.Zero;
            foreach (var state in states)
            {
                now += TimeSpan.FromSeconds(seconds);
                prompt.Enter(state, now);
                prompt.Hear(isConnected: seconds % 2 == 0, now);
                if (state == PromptState.Closed)
                {
                    return;
                }

                prompt.Deadline.ShouldBeLessThanOrEqualTo(now + LongestState, state.ToString());
            }
        }).QuickCheckThrowOnFailure();

    private static async Task WalkAsync(int seed)
    {
        var random = new Random(seed);
        await using var bench = new LaneHarness
        {
            Options = new() { MaxAttempts = 3, StallSeconds = 30, RenderSeconds = 60, AwaySeconds = 20, PollSeconds = 2 },
            QueueOptions = new() { MaxWaitHours = 2 },
        };
        var jobs = Enumerable.Range(0, 3).Select(_ => bench.Queue()).ToList();
        Disturb(bench.Server, random);
        await bench.StartAsync();
        for (var turn = 0; jobs.Exists(job => !job.HasEnded) && bench.Clock.GetUtcNow() - Samples.Noon < LongEnough; turn++)
        {
            Live(bench.Server, random);
            await bench.TurnAsync();
        }

        jobs.ShouldAllBe(job => job.HasEnded, $"seed {seed}: {string.Join(", ", jobs.Select(job => $"{job.Status} {job.AttemptCount}"))}");
        bench.Jobs.All.ShouldAllBe(job => job.Status == JobStatus.Succeeded || job.ErrorCode != null);
    }

    private static void Disturb(ScriptedServer server, Random random)
    {
        void Perhaps(bool mayBeAway)
        {
            switch (random.Next(12))
            {
                case 0 when mayBeAway: throw new RenderServerUnavailableException("no answer in time", random.Next(4) == 0);
                case 1: throw new RenderAnswerException("it answers 500");
                case 2: throw new RenderAnswerException("it answers 400", isFinal: true);
            }
        }

        server.OnSubmit = id =>
        {
            if (random.Next(3) > 0)
            {
                server.Prompts[id] = new RenderState.Waiting([]);
            }

            Perhaps(mayBeAway: true);
            return random.Next(20) == 0 ? new(FaultCodes.Validation, "No.") : null;
        };
        server.OnFindEnd = _ => Perhaps(mayBeAway: true);
        server.OnOpen = _ => Perhaps(mayBeAway: true);
    }

    /// <summary>
    /// Prompts begin, end, are forgotten or stand still; the server dies, is silent and comes back; events tell of it or not.
    /// </summary>
    private static void Live(ScriptedServer server, Random random)
    {
        server.IsReachable = random.Next(8) > 0;
        server.IsGone = random.Next(3) == 0;
        server.IsConnected = random.Next(4) > 0;
        if (random.Next(10) == 0)
        {
            server.Tell(new ConnectionLost());
        }

        foreach (var id in server.Prompts.Keys.ToList())
        {
            switch (random.Next(12))
            {
                case 0: server.Prompts[id] = new RenderState.Running(); break;
                case 1: server.Prompts[id] = ScriptedServer.Finished(random.Next(5) == 0 ? "gone.png" : "picture.png"); break;
                case 2: server.Prompts.Remove(id); break;
                case 3: server.Prompts[id] = new RenderState.Failed(new(FaultCodes.NodeError, "No.")); break;
                case 4: server.Tell(new RenderStarted(id)); break;
                case 5: server.Tell(new RenderEnded(id)); break;
                case 6: server.Tell(new NodeFinished(id, [new("9", "images", 0, "picture.png", "", "output")])); break;
                case 7: server.Tell(new RenderProgressed(id, 1, "3", random.NextDouble(), 1)); break;
            }
        }
    }
}
