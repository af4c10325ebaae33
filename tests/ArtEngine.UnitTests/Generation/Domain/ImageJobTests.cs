using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Domain;

public sealed class ImageJobTests
{
    private const int MaxAttempts = 3;

    private static readonly RenderFault Fault = new(FaultCodes.BackendLost, "Lost.");

    private enum Verb
    {
        Claim,
        Start,
        Succeed,
        Fail,
        Lose,
        Cancel,
        ConfirmCancel,
    }

    [Fact]
    public void Any_order_of_verbs_with_right_and_stale_attempts_keeps_the_job_legal()
    {
        // The right attempt is the more frequent one, and ends are rare, or few sequences would come far.
        var verb = Gen.Frequency(
            (6, Gen.Constant(Verb.Claim)), (4, Gen.Constant(Verb.Start)), (1, Gen.Constant(Verb.Succeed)), (1, Gen.Constant(Verb.Fail)),
            (4, Gen.Constant(Verb.Lose)), (1, Gen.Constant(Verb.Cancel)), (1, Gen.Constant(Verb.ConfirmCancel)));
        var step = verb.Zip(Gen.Choose(0, 3)).Zip(Gen.Choose(0, 9_000));
        var reached = new HashSet<JobStatus>();
        var refused = 0;
        Prop.ForAll(step.ListOf(25).ToArbitrary(), steps =>
        {
            var walk = new Walk();
            foreach (var ((next, age), milliseconds) in steps)
            {
                refused += walk.Step(next, isRight: age != 0, milliseconds) ? 0 : 1;
                reached.Add(walk.Job.Status);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

        reached.ShouldBe([JobStatus.Queued, JobStatus.Running, JobStatus.Succeeded, JobStatus.Canceling, JobStatus.Canceled,
            JobStatus.Failed], ignoreOrder: true);
        refused.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void A_lost_attempt_puts_the_job_back_until_its_attempts_are_used_up()
    {
        var job = Samples.Job();
        for (var attempt = 1; attempt < MaxAttempts; attempt++)
        {
            job.LoseAttempt(Claim(job), Fault, new(MaxAttempts, HasOthers: false), Samples.Noon);
            job.Status.ShouldBe(JobStatus.Queued);
            job.OpenAttemptId.ShouldBeNull();
        }

        job.LoseAttempt(Claim(job), Fault, new(MaxAttempts, HasOthers: false), Samples.Noon);
        job.Status.ShouldBe(JobStatus.Failed);
        job.ErrorCode.ShouldBe(FaultCodes.BackendLost);
        job.Attempts.Select(attempt => attempt.Number).ShouldBe([1, 2, 3]);
        job.Attempts.Select(attempt => attempt.Id).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void A_job_that_no_server_has_is_canceled_at_once_and_a_claimed_one_is_canceling()
    {
        var waiting = Samples.Job();
        waiting.Cancel(Samples.Noon);
        waiting.Status.ShouldBe(JobStatus.Canceled);

        var claimed = Samples.Job();
        var attempt = Claim(claimed);
        claimed.Cancel(Samples.Noon);
        claimed.Status.ShouldBe(JobStatus.Canceling);
        claimed.ConfirmCancel(attempt, Samples.Noon);
        claimed.Status.ShouldBe(JobStatus.Canceled);
    }

    [Fact]
    public void A_render_that_is_done_wins_over_a_cancel_that_came_too_late()
    {
        var job = Samples.Job();
        var attempt = Claim(job);
        job.Cancel(Samples.Noon);
        job.Succeed(attempt, [Samples.Output(job.Id)], 10, Samples.Noon.AddSeconds(1));
        job.Status.ShouldBe(JobStatus.Succeeded);
        job.Outputs.Count.ShouldBe(1);
    }

    [Fact]
    public void A_job_never_starts_before_it_was_accepted_whatever_the_server_says_of_its_time()
    {
        var job = Samples.Job();
        job.Succeed(Claim(job), [], executionMs: 60_000, Samples.Noon.AddSeconds(1));
        job.StartedAt.ShouldBe(job.CreatedAt);
    }

    private static Guid Claim(ImageJob job) => job.Claim(Guid.NewGuid(), "gpu-1", switchesModel: false, Samples.Noon).Id;

    /// <summary>One job on its way, checked against the rules after each step.</summary>
    private sealed class Walk
    {
        private readonly Dictionary<Guid, string> _closed = [];
        private DateTimeOffset _now = Samples.Noon;
        private Guid _stale = Guid.NewGuid();

        public ImageJob Job { get; } = Samples.Job();

        /// <returns>Whether the job allowed it.</returns>
        public bool Step(Verb verb, bool isRight, int milliseconds)
        {
            _now += TimeSpan.FromMilliseconds(milliseconds);
            var attempt = isRight ? Job.OpenAttemptId ?? _stale : _stale;
            var isAllowed = verb switch
            {
                Verb.Claim => Job.Status == JobStatus.Queued && Job.OpenAttemptId is null,
                Verb.Cancel => true,
                Verb.ConfirmCancel => Job.OpenAttemptId == attempt && Job.Status == JobStatus.Canceling,
                _ => Job.OpenAttemptId == attempt,
            };
            var (before, hadEnded, revision, status, open) = (Picture(), Job.HasEnded, Job.Revision, Job.Status, Job.OpenAttemptId);
            if (isAllowed)
            {
                Do(verb, attempt, milliseconds);
            }
            else
            {
                Should.Throw<AppException>(() => Do(verb, attempt, milliseconds)).Kind.ShouldBe(ErrorKind.Conflict);
            }

            if (hadEnded || !isAllowed)
            {
                Picture().ShouldBe(before, $"{verb} changed what may not change");
            }

            if ((Job.Status, Job.OpenAttemptId) != (status, open))
            {
                Job.Revision.ShouldBeGreaterThan(revision);
                _stale = open ?? _stale;
            }

            Check();
            return isAllowed;
        }

        private void Do(Verb verb, Guid attempt, int milliseconds)
        {
            switch (verb)
            {
                case Verb.Claim:
                    Job.Claim(Guid.NewGuid(), "gpu-1", switchesModel: false, _now);
                    break;
                case Verb.Start:
                    Job.Start(attempt, _now);
                    break;
                case Verb.Succeed:
                    Job.Succeed(attempt, [Samples.Output(Job.Id)], milliseconds, _now);
                    break;
                case Verb.Fail:
                    Job.Fail(attempt, Fault, _now);
                    break;
                case Verb.Lose:
                    Job.LoseAttempt(attempt, Fault, new(MaxAttempts, HasOthers: false), _now);
                    break;
                case Verb.Cancel:
                    Job.Cancel(_now);
                    break;
                case Verb.ConfirmCancel:
                    Job.ConfirmCancel(attempt, _now);
                    break;
            }
        }

        private void Check()
        {
            CheckAttempts();
            Job.CompletedAt.HasValue.ShouldBe(Job.HasEnded);
            (Job.Graph is null).ShouldBe(Job.HasEnded);
            (Job.ErrorCode is not null).ShouldBe(Job.Status == JobStatus.Failed);
            (Job.Outputs.Count > 0).ShouldBe(Job.Status == JobStatus.Succeeded);
            switch (Job.Status)
            {
                case JobStatus.Queued:
                    Job.StartedAt.ShouldBeNull();
                    break;
                case JobStatus.Running:
                    Job.StartedAt.ShouldNotBeNull();
                    Job.OpenAttemptId.ShouldNotBeNull();
                    break;
                case JobStatus.Canceling:
                    Job.OpenAttemptId.ShouldNotBeNull();
                    break;
                case JobStatus.Succeeded:
                    Job.StartedAt.ShouldNotBeNull();
                    break;
            }

            (Job.StartedAt ?? Job.CreatedAt).ShouldBeGreaterThanOrEqualTo(Job.CreatedAt);
            (Job.CompletedAt ?? _now).ShouldBeGreaterThanOrEqualTo(Job.StartedAt ?? Job.CreatedAt);
        }

        private void CheckAttempts()
        {
            Job.AttemptCount.ShouldBe(Job.Attempts.Count);
            Job.AttemptCount.ShouldBeLessThanOrEqualTo(MaxAttempts);
            Job.Attempts.Where(attempt => attempt.State == AttemptState.Open).Select(attempt => (Guid?)attempt.Id)
                .ShouldBe(Job.OpenAttemptId is null ? [] : [Job.OpenAttemptId]);
            foreach (var attempt in Job.Attempts.Where(attempt => attempt.State != AttemptState.Open))
            {
                attempt.EndedAt.ShouldNotBeNull();
                var end = $"{attempt.State} {attempt.EndedAt:O} {attempt.FaultCode}";
                _closed.TryAdd(attempt.Id, end);
                _closed[attempt.Id].ShouldBe(end, "an attempt was closed twice");
            }
        }

        private string Picture() => string.Join(
            '|', Job.Status, Job.StartedAt?.Ticks, Job.CompletedAt?.Ticks, Job.OpenAttemptId, Job.AttemptCount, Job.ErrorCode,
            Job.ErrorMessage, Job.Revision,
            Job.Graph, Job.ExecutionMs, Job.Outputs.Count,
            string.Join(',', Job.Attempts.Select(attempt => $"{attempt.Id} {attempt.State} {attempt.EndedAt?.Ticks}")));
    }
}
