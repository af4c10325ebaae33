using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class JobEventProjectorTests
{
    [Fact]
    public void A_listener_who_comes_late_is_told_everything_in_order()
    {
        var job = Succeeded();

        var told = new JobEventProjector(default).Project(Samples.Explained(job)).ToList();

        told.Select(Describe).ShouldBe(["queued", "running", "output 0", "output 1", "progress 1", "succeeded"]);
        told[^1].Cursor.Stage.ShouldBe(StreamStage.Ended);
        told.Select(one => one.Cursor.ToString()).ShouldBeUnique();
    }

    [Fact]
    public void Whoever_was_told_a_part_is_told_the_rest()
    {
        var all = new JobEventProjector(default).Project(Samples.Explained(Succeeded())).ToList();
        for (var cut = 0; cut <= all.Count; cut++)
        {
            var cursor = cut == 0 ? default : StreamCursor.Parse(all[cut - 1].Cursor.ToString());

            new JobEventProjector(cursor).Project(Samples.Explained(Succeeded())).Select(Describe).ShouldBe(all.Skip(cut).Select(Describe));
        }
    }

    [Fact]
    public void A_lost_attempt_is_told_as_a_new_turn_and_progress_does_not_go_back()
    {
        var job = Samples.Job();
        var first = job.Claim(Guid.NewGuid(), "gpu-1", false, Samples.Noon);
        job.Start(first.Id, Samples.Noon);
        job.Keep(first.Id, [Samples.Output(job.Id)]);
        var projector = new JobEventProjector(default);
        projector.Project(Samples.Explained(job)).Select(Describe).ShouldBe(["queued", "running", "output 0"]);
        Describe(projector.Project(Progress(0.75))!).ShouldBe("progress 0.75");

        job.LoseAttempt(first.Id, new(FaultCodes.BackendLost, "Lost."), new(5, HasOthers: false), Samples.Noon);
        projector.Project(Samples.Explained(job, 1)).Select(Describe).ShouldBe(["queued"]);
        var second = job.Claim(Guid.NewGuid(), "gpu-2", false, Samples.Noon);
        job.Start(second.Id, Samples.Noon);
        projector.Project(Samples.Explained(job)).Select(Describe).ShouldBe(["running"]);
        Describe(projector.Project(Progress(0.1))!).ShouldBe("progress 0.75");
        job.Succeed(second.Id, [Samples.Output(job.Id)], 1_000, Samples.Noon);
        projector.Project(Samples.Explained(job)).Select(Describe).ShouldBe(["output 0", "progress 1", "succeeded"]);
    }

    [Fact]
    public void A_cancel_of_a_job_that_runs_is_told_in_two_steps_even_to_who_missed_the_first()
    {
        var job = Samples.Job();
        var attempt = job.Claim(Guid.NewGuid(), "gpu-1", false, Samples.Noon);
        job.Start(attempt.Id, Samples.Noon);
        job.Cancel(Samples.Noon);
        job.ConfirmCancel(attempt.Id, Samples.Noon);

        new JobEventProjector(default).Project(Samples.Explained(job)).Select(Describe)
            .ShouldBe(["queued", "running", "canceling", "canceled"]);
    }

    [Fact]
    public void A_cancel_is_told_in_two_steps_also_when_the_server_had_not_begun_and_when_it_came_too_late()
    {
        var waiting = Samples.Job();
        var attempt = waiting.Claim(Guid.NewGuid(), "gpu-1", false, Samples.Noon);
        waiting.Cancel(Samples.Noon);
        waiting.ConfirmCancel(attempt.Id, Samples.Noon);
        Tell(waiting).ShouldBe(["queued", "canceling", "canceled"]);

        var done = Samples.Job();
        attempt = done.Claim(Guid.NewGuid(), "gpu-1", false, Samples.Noon);
        done.Start(attempt.Id, Samples.Noon);
        done.Cancel(Samples.Noon);
        done.Succeed(attempt.Id, [Samples.Output(done.Id)], 1_000, Samples.Noon);
        Tell(done).ShouldBe(["queued", "running", "canceling", "output 0", "progress 1", "succeeded"]);
        Tell(done, "0.2.0.500").ShouldBe(["canceling", "output 0", "progress 1", "succeeded"]);
    }

    [Fact]
    public void Who_comes_late_is_told_the_turns_that_were_lost_too()
    {
        var job = Samples.Job();
        var first = job.Claim(Guid.NewGuid(), "gpu-1", false, Samples.Noon);
        job.Start(first.Id, Samples.Noon.AddSeconds(1));
        job.LoseAttempt(first.Id, new(FaultCodes.BackendLost, "Lost."), new(5, HasOthers: false), Samples.Noon.AddSeconds(2));
        var second = job.Claim(Guid.NewGuid(), "gpu-2", false, Samples.Noon.AddSeconds(3));
        job.LoseAttempt(second.Id, new(FaultCodes.BackendLost, "Lost."), new(5, HasOthers: false), Samples.Noon.AddSeconds(4));

        var told = new JobEventProjector(default).Project(Samples.Explained(job) with { Expected = new(1, 7) })
            .Select(one => (StatusEvent)one.Data).ToList();

        told.Select(one => (one.Status, one.At!.Value.Second, one.Attempts, one.Backend, one.QueuePosition, one.EtaSeconds)).ShouldBe(
        [
            (JobStatus.Queued, 0, 0, null, null, null),
            (JobStatus.Running, 1, 1, "gpu-1", null, null),
            (JobStatus.Queued, 2, 1, "gpu-1", null, null),
            (JobStatus.Queued, 4, 2, "gpu-2", 1, 7),
        ]);
        Tell(job, "0.1.0.0").ShouldBe(["running", "queued", "queued"]);
        job.Cancel(Samples.Noon.AddSeconds(5));
        Tell(job, "1.1.0.300").ShouldBe(["queued", "canceled"]);
    }

    [Fact]
    public void An_id_that_is_not_ours_starts_from_the_beginning()
    {
        foreach (var id in new[] { null, "", "x", "1.2.3", "1.9.0.0", "-1.0.0.0", "1.1.1.99999999999" })
        {
            StreamCursor.Parse(id).ShouldBe(default);
        }

        new JobEventProjector(StreamCursor.Parse("0.4.0.0")).Project(Samples.Explained(Samples.Job(), 1)).Select(Describe)
            .ShouldBe(["queued"]);
    }

    [Fact]
    public void Progress_that_is_told_never_goes_back_however_often_the_stream_breaks() => Prop.ForAll(
        Gen.Choose(0, 2_000).ArrayOf().ToArbitrary(),
        steps =>
        {
            var (last, projector) = (0.0, new JobEventProjector(default));
            foreach (var step in steps)
            {
                if (projector.Project(Progress(step / 2_000.0)) is { Data: JobProgress told } heard)
                {
                    if (told.Value < last)
                    {
                        return false;
                    }

                    last = told.Value;
                    projector = step % 3 == 0 ? new(StreamCursor.Parse(heard.Cursor.ToString())) : projector;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<string> Tell(ImageJob job, string? lastId = null) =>
        new JobEventProjector(StreamCursor.Parse(lastId)).Project(Samples.Explained(job)).Select(Describe);

    private static ImageJob Succeeded()
    {
        var job = Samples.Job();
        var attempt = job.Claim(Guid.NewGuid(), "gpu-1", false, Samples.Noon);
        job.Start(attempt.Id, Samples.Noon);
        job.Keep(attempt.Id, [Samples.Output(job.Id, JobOutput.OfOtherNodes)]);
        job.Succeed(attempt.Id, [Samples.Output(job.Id, 1)], 1_000, Samples.Noon);
        return job;
    }

    private static JobProgress Progress(double value) => new(value, 0, 4, "5", value, 1);

    private static string Describe(JobEvent told) => told.Data switch
    {
        StatusEvent status => status.Status.ToString().ToLowerInvariant(),
        OutputView => $"output {told.Cursor.Outputs - 1}",
        JobProgress progress => FormattableString.Invariant($"progress {progress.Value}"),
        _ => told.Name,
    };
}
