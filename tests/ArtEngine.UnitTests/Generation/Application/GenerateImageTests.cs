using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Jobs.Acceptance;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Contracts;
using ArtEngine.Telemetry.Contracts;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Users.Contracts;
using ArtEngine.Workflows.Contracts;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class GenerateImageTests
{
    private static readonly Guid User = Guid.NewGuid();
    private static readonly DateTimeOffset Tomorrow = new(2026, 5, 5, 0, 0, 0, TimeSpan.Zero);

    private QueueOptions _options = new();
    private readonly MemoryJobs _jobs = new(new FakeClock());
    private readonly MemoryUploads _uploads = new();
    private readonly ScriptedMediator _mediator;
    private IReadOnlyList<WorkflowPicture> _pictures = [];
    private UserPlan _plan = UserPlan.None;
    private double _usedToday;
    private double _usedByProgram;
    private readonly StandingMode _mode = new();

    public GenerateImageTests() => _mediator = new(request => request is RenderWorkflowQuery query
        ? new RenderedWorkflow(query.Workflow, "0123456789ab", """{"1":{}}""", "1", 1, query.Parameters) { Pictures = _pictures }
        : request is GetPlanQuery ? _plan
        : Used(((GetUsageQuery)request).OfEndUsers ? _usedByProgram : _usedToday));

    private static UserUsage Used(double seconds) => new(new(seconds, 3, 100, Tomorrow), new(seconds, 3, 100, Tomorrow));

    [Fact]
    public async Task The_rendered_workflow_is_pinned_to_the_job()
    {
        var id = await SendAsync(Command(key: null));
        var job = _jobs.All.ShouldHaveSingleItem();
        (job.Id, job.UserId, job.WorkflowName, job.Graph, job.OutputNodeId).ShouldBe((id, User, "txt2img", """{"1":{}}""", "1"));
        job.Parameters.ShouldBe("""{"prompt":"a lighthouse"}""");
        _mediator.Sent.OfType<RenderWorkflowQuery>().ShouldHaveSingleItem().JobId.ShouldBe(id);
    }

    [Fact]
    public async Task A_picture_is_the_callers_own_and_is_stored_with_the_job_apart_from_its_graph()
    {
        var (mine, others) = (_uploads.Add(User), _uploads.Add(Guid.NewGuid()));
        _pictures = [new("image", "4", "image", mine.Id.ToString()), new("image", "5", "image", mine.Id.ToString())];
        await SendAsync(Command(key: null));
        var job = _jobs.All.ShouldHaveSingleItem();
        job.HasPictures.ShouldBeTrue();
        job.Pictures.Select(picture => (picture.JobId, picture.NodeId, picture.Input, picture.UploadId))
            .ShouldBe([(job.Id, "4", "image", mine.Id), (job.Id, "5", "image", mine.Id)]);

        _pictures = [new("a", "4", "image", others.Id.ToString()), new("a", "5", "image", others.Id.ToString()),
            new("b", "6", "image", "x.png")];
        var refusal = await Should.ThrowAsync<AppException>(SendAsync(Command(key: null)));
        (refusal.Kind, refusal.Code).ShouldBe((ErrorKind.Invalid, "invalid_parameters"));
        refusal.Errors.Select(error => error.Pointer).ShouldBe(["/parameters/a", "/parameters/b"]);
        _jobs.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_and_body_answer_the_same_job()
    {
        var first = await SendAsync(Command());
        (await SendAsync(Command())).ShouldBe(first);
        _jobs.All.Count.ShouldBe(1);
        _mediator.Sent.OfType<RenderWorkflowQuery>().Count().ShouldBe(1);
    }

    [Theory, InlineData("prompt"), InlineData("priority"), InlineData("workflow"), InlineData("metadata")]
    public async Task The_same_key_with_another_body_is_refused(string difference)
    {
        await SendAsync(Command());
        var other = difference switch
        {
            "prompt" => Command(prompt: "a harbour"),
            "priority" => Command() with { Priority = 1 },
            "workflow" => Command() with { WorkflowName = "flux" },
            _ => Command() with { Metadata = JsonElement.Parse("""{"a":1}""") },
        };
        var refusal = await Should.ThrowAsync<AppException>(SendAsync(other));
        (refusal.Kind, refusal.Code).ShouldBe((ErrorKind.Invalid, "idempotency_key_reuse"));
        _jobs.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Another_users_key_and_no_key_are_no_repetition()
    {
        await SendAsync(Command());
        await SendAsync(Command() with { UserId = Guid.NewGuid() });
        await SendAsync(Command(key: null));
        await SendAsync(Command(key: null));
        _jobs.All.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Of_two_requests_at_once_both_answer_the_one_job_that_is_stored()
    {
        await SendAsync(Command());
        var winner = _jobs.All[0];
        _jobs.All.Clear();
        _jobs.StoredMeanwhile = winner;
        (await SendAsync(Command())).ShouldBe(winner.Id);
        _jobs.All.ShouldBe([winner]);
    }

    [Fact]
    public void The_validator_names_what_is_wrong()
    {
        var wrong = Command(key: new('k', 201)) with { WorkflowName = "", Priority = 11, Metadata = JsonElement.Parse("[1]") };
        new GenerateImageValidator().Validate(wrong).Errors.Select(error => error.PropertyName).Distinct()
            .ShouldBe(["WorkflowName", "Priority", "IdempotencyKey", "Metadata"]);
        new GenerateImageValidator().Validate(Command()).IsValid.ShouldBeTrue();
    }

    private static GenerateImageCommand Command(string prompt = "a lighthouse", string? key = "key-1") =>
        new(User, "txt2img", new Dictionary<string, JsonElement> { ["prompt"] = JsonSerializer.SerializeToElement(prompt) }, 0, null, key);

    [Theory, InlineData(1, 10_000), InlineData(2_000, 1)]
    public async Task A_full_queue_takes_no_more(int perUser, int ofAll)
    {
        _options = new() { MaxQueuedPerUser = perUser, MaxQueued = ofAll };
        await SendAsync(Command(key: null));
        var refusal = await Should.ThrowAsync<AppException>(SendAsync(Command(key: null)));
        (refusal.Kind, refusal.Code).ShouldBe((ErrorKind.TooMany, "queue_full"));
        _jobs.All.Count.ShouldBe(1);
    }

    [Fact]
    public async Task During_maintenance_callers_are_told_why_nothing_is_accepted()
    {
        _mode.Mode = new(IsPaused: false, "New drives are put in.");
        var refusal = await Should.ThrowAsync<AppException>(SendAsync(Command(key: null)));
        (refusal.Kind, refusal.Code).ShouldBe((ErrorKind.Unavailable, "maintenance"));
        refusal.Message.ShouldContain("New drives are put in.");
    }

    [Fact]
    public async Task A_plan_says_how_many_may_wait()
    {
        _plan = new("small") { MaxQueued = 1, Weight = 2, MaxRunning = 3 };
        await SendAsync(Command(key: null));
        _jobs.Terms.ShouldBe(new("small", 2, 3, 1));
        var refusal = await Should.ThrowAsync<AppException>(SendAsync(Command(key: null)));
        (refusal.Kind, refusal.Code).ShouldBe((ErrorKind.TooMany, "queue_full"));
        refusal.Message.ShouldContain("small");
    }

    [Fact]
    public async Task A_workflow_that_the_plan_does_not_have_is_not_rendered()
    {
        _plan = new("small") { Workflows = ["flux"] };
        var refusal = await Should.ThrowAsync<AppException>(SendAsync(Command(key: null)));
        (refusal.Kind, refusal.Code).ShouldBe((ErrorKind.Forbidden, "workflow_not_allowed"));
        _plan = new("small") { Workflows = ["flux", "txt2img"] };
        await SendAsync(Command(key: null));
    }

    [Fact]
    public async Task What_a_plan_gives_for_a_day_is_used_up_and_renews()
    {
        (_plan, _usedToday) = (new("small") { GpuSecondsPerDay = 60 }, 59);
        await SendAsync(Command(key: null));
        _usedToday = 60;
        var refusal = await Should.ThrowAsync<AppException>(SendAsync(Command(key: null)));
        (refusal.Kind, refusal.Code, refusal.RetryAfter).ShouldBe((ErrorKind.TooMany, "quota_exceeded", TimeSpan.FromHours(12)));
        refusal.Details["quota"].ShouldBe(new QuotaState("day", "gpu_seconds", 60, 60, 0, Tomorrow));
        _plan = new("small") { GpuSecondsPerMonth = 60 };
        (await Should.ThrowAsync<AppException>(SendAsync(Command(key: null)))).Code.ShouldBe("quota_exceeded");
    }

    [Fact]
    public async Task The_plan_of_a_program_limits_what_all_its_end_users_use_together()
    {
        var owner = Guid.NewGuid();
        _plan = UserPlan.None with { Program = new(owner, new("bot") { GpuSecondsPerDay = 60 }) };
        _usedByProgram = 59;
        await SendAsync(Command(key: null));
        _jobs.All.ShouldHaveSingleItem().ProgramId.ShouldBe(owner);
        _usedByProgram = 60;
        (await Should.ThrowAsync<AppException>(SendAsync(Command(key: null)))).Code.ShouldBe("quota_exceeded");
        _mediator.Sent.OfType<GetUsageQuery>().ShouldAllBe(query => query.OfEndUsers && query.UserId == owner);
    }

    [Fact]
    public async Task What_a_full_program_refuses_is_not_prepared_first()
    {
        _plan = new("free") { Program = new(Guid.NewGuid(), new("shop") { MaxQueued = 1 }) };
        await SendAsync(Command(key: null));
        _mediator.Sent.Clear();
        var refusal = await Should.ThrowAsync<AppException>(SendAsync(Command(key: null)));
        (refusal.Kind, refusal.Code).ShouldBe((ErrorKind.TooMany, "queue_full"));
        _mediator.Sent.OfType<RenderWorkflowQuery>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_is_canceled_when_its_owner_said_so_and_expires_when_nobody_took_it()
    {
        await SendAsync(Command(key: null) with { CancelAfter = TimeSpan.FromSeconds(30) });
        await SendAsync(Command(key: null));
        var (limited, patient) = (_jobs.All[0], _jobs.All[1]);
        limited.EndInTime(limited.CreatedAt.AddSeconds(30));
        patient.EndInTime(patient.CreatedAt.AddDays(7));
        (limited.Status, patient.Status, patient.ErrorCode).ShouldBe((JobStatus.Canceled, JobStatus.Expired, "expired"));
    }

    private async Task<Guid> SendAsync(GenerateImageCommand command)
    {
        var clock = new FakeClock();
        var placement = new PlacementCheck(new(new MemoryBackends(clock), clock), new OneServer(new ScriptedServer()));
        var acceptance = new JobAcceptance(
            _jobs, _jobs, new(InputSourcesTests.Over(_uploads), placement, _mediator),
            new(new MemoryOutlook(_jobs), _mode, _jobs, _mediator, Options.Create(_options), clock), new NoAudience(), clock);
        return (await acceptance.AcceptAsync(command, default)).Id;
    }

    private sealed class NoAudience : IJobAudience
    {
        public ValueTask<bool> IsThereAsync(Guid userId, CancellationToken cancellationToken) => new(false);

        public Task EnsureAllowedAsync(Guid userId, string url, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
