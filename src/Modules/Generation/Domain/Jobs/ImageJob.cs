using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>
/// What was asked for and what became of it. The row is the queue entry: a job that is stored is accepted. Its status
/// changes only by the verbs below, and each of them says from which states it may be used.
/// </summary>
internal sealed class ImageJob : IEventSource
{
    /// <summary>The turn of the jobs that an administrator moved to the front.</summary>
    public static readonly Guid FrontTurn = new("00000000-0000-4000-8000-0000000f4047");

    /// <summary>The turn of the jobs whose owners may have them go before those of all others.</summary>
    public static readonly Guid PriorityTurn = new("00000000-0000-4000-8000-000000009809");

    private readonly List<RenderAttempt> _attempts = [];
    private readonly List<JobOutput> _outputs = [];
    private readonly List<JobPicture> _pictures = [];
    private readonly List<IIntegrationEvent> _events = [];

    private ImageJob()
    {
    }

    /// <summary>The order of acceptance.</summary>
    public long Sequence { get; private set; }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    /// <summary>Of an end user's: the user whose program it is; null for others.</summary>
    public Guid? ProgramId { get; private init; }

    /// <summary>Whose turn it is when a server takes the job: jobs of the same turn wait for each other, turns share the servers.</summary>
    public Guid TurnId { get; private set; }

    public required string WorkflowName { get; init; }

    public required string WorkflowVersion { get; init; }

    /// <summary>What it was made of, to be made again; null for jobs of older versions.</summary>
    public string? TemplateKey { get; init; }

    /// <summary>JSON object of every parameter with the value used.</summary>
    public required string Parameters { get; init; }

    /// <summary>JSON object that the caller gave and gets back.</summary>
    public string? Metadata { get; init; }

    /// <summary>Where its owner wants to be told of it besides; null for nowhere.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>What is sent to ComfyUI, pinned at acceptance; dropped at the end.</summary>
    public string? Graph { get; private set; }

    public required string OutputNodeId { get; init; }

    public int NodeCount { get; init; }

    /// <summary>Of the jobs of a turn the one with the higher priority is served first, unless another one has waited for hours.</summary>
    public int Priority { get; init; }

    /// <summary>The hour of its acceptance less its priority: the lower is served first, so that nothing is overtaken for ever.</summary>
    public int Rank { get; private init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the request, to tell a repeated one from another one with the same key.</summary>
    public string? RequestHash { get; init; }

    /// <summary>
    /// The span that accepted the job (W3C traceparent), so that its rendering appears in the same trace; null when nobody
    /// traced it.
    /// </summary>
    public string? TraceParent { get; init; }

    public JobStatus Status { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When its cancel was asked for while a server had it; null when never.</summary>
    public DateTimeOffset? CancelingAt { get; private set; }

    public DateTimeOffset? CompletedAt { get; private set; }

    /// <summary>When it is deleted with its outputs; null when never, and before somebody said so after its end.</summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary>The attempt that a server has now; null while the job is free to be claimed, and after its end.</summary>
    public Guid? OpenAttemptId { get; private set; }

    /// <summary>The server of the last attempt.</summary>
    public string? Server { get; private set; }

    public int AttemptCount { get; private set; }

    public long? ExecutionMs { get; private set; }

    public string? ErrorCode { get; private set; }

    public string? ErrorMessage { get; private set; }

    public string? ErrorNodeId { get; private set; }

    public string? ErrorClassType { get; private set; }

    /// <summary>Counts changes, so that of two at once one is refused.</summary>
    public int Revision { get; private set; }

    /// <summary>The model that the graph loads first; jobs with the same one are cheaper in a row. Null when it loads none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>How often a later job was taken before this one.</summary>
    public int PassedOver { get; private set; }

    /// <summary>Whether the last attempt made its server load another model.</summary>
    public bool SwitchedModel { get; private set; }

    /// <summary>When it is canceled unless it has ended; null when never.</summary>
    public DateTimeOffset? CancelAt { get; init; }

    /// <summary>When it was expected to be done as it was accepted; null when nothing was known of such renders.</summary>
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>The server whose fault it is that it waits again: others are asked first. Null when there is none.</summary>
    public string? AvoidedServer { get; private set; }

    /// <summary>Until when others are asked first; null when nobody is avoided.</summary>
    public DateTimeOffset? AvoidUntil { get; private set; }

    /// <summary>No server takes it before; null when one may at once.</summary>
    public DateTimeOffset? NotBefore { get; private set; }

    /// <summary>Whether it may be what ends its servers: it is rendered alone, when nothing else waits.</summary>
    public bool IsSuspect { get; private set; }

    /// <summary>
    /// The same for all jobs that ask the same node classes and model files of a server; null for jobs of older versions.
    /// </summary>
    public string? NeedsKey { get; init; }

    /// <summary>When it came back into the queue; null when it never did.</summary>
    public DateTimeOffset? QueuedAgainAt { get; private set; }

    /// <summary>Longest time without a sign of life, in seconds; null for the service's own.</summary>
    public int? StallSeconds { get; init; }

    /// <summary>Longest time of a render, in seconds; null for the service's own.</summary>
    public int? RenderSeconds { get; init; }

    /// <summary>What its outputs say of their making: <c>keep, strip</c> or <c>minimal</c>; null for what the service says.</summary>
    public string? OutputMetadata { get; init; }

    /// <summary>Whether its owner wants to be told when a render begins.</summary>
    public bool TellsStart { get; init; }

    /// <summary>The batch that it belongs to; null when to none.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>The item of its batch, from 0; null when it has none.</summary>
    public int? BatchIndex { get; init; }

    /// <summary>Whether inputs of the graph take uploaded pictures.</summary>
    public bool HasPictures { get; init; }

    /// <summary>These inputs; read from the database only by those who ask for them.</summary>
    public IReadOnlyList<JobPicture> Pictures => _pictures;

    public IReadOnlyList<RenderAttempt> Attempts => _attempts;

    public IReadOnlyList<JobOutput> Outputs => _outputs;

    public bool HasEnded => Status is JobStatus.Succeeded or JobStatus.Failed or JobStatus.Canceled or JobStatus.Expired;

    /// <summary>Whether the node is the marked one, or one that it made while it ran.</summary>
    public bool IsMarked(string nodeId) =>
        nodeId == OutputNodeId || nodeId.StartsWith($"{OutputNodeId}.", StringComparison.Ordinal);

    /// <summary>What its attempts have left at their servers, once it has ended.</summary>
    public IReadOnlyList<ServerLeftover> Leftovers() => CompletedAt is not { } end ? [] : [.. _attempts.Select(attempt => new ServerLeftover
    {
        AttemptId = attempt.Id,
        JobId = Id,
        Server = attempt.Server,
        Files = attempt.State == AttemptState.Succeeded ? OwnFiles() : null,
        EndedAt = end,
        NotBefore = end,
    })];

    /// <summary>Null when it is not known of each output where it lies.</summary>
    private string? OwnFiles() => _outputs.TrueForAll(output => output.At is not null)
        ? JsonSerializer.Serialize(_outputs.Select(output => output.At!).Where(file => file.IsOwnOf(Id)))
        : null;

    public static ImageJob Queue(JobRequest request, DateTimeOffset now)
    {
        var job = Copy(request, now);
        job._pictures.AddRange(request.Pictures);
        job._events.Add(new JobAccepted(Guid.CreateVersion7(now), now, job.Id, job.UserId, job.WorkflowName));
        return job;
    }

    /// <summary>A job goes before those of its turn that came up to so many hours earlier as it has more priority.</summary>
    public static int RankOf(int priority, DateTimeOffset now) => (int)(now.ToUnixTimeSeconds() / 3_600) - priority;

    /// <summary>It was promised and cannot be made any more: it ends before any server has it.</summary>
    public static ImageJob Refuse(JobRequest request, RenderFault fault, DateTimeOffset now)
    {
        var job = Queue(request, now);
        (job.ErrorCode, job.ErrorMessage) = (fault.Code, fault.Message);
        job.End(JobStatus.Failed, now);
        return job;
    }

    /// <summary>It is stored, and this is its place in the order of acceptance.</summary>
    public void NumberAs(long sequence) => Sequence = sequence;

    public IReadOnlyList<IIntegrationEvent> TakeEvents()
    {
        IReadOnlyList<IIntegrationEvent> taken = [.. _events];
        _events.Clear();
        return taken;
    }

    private static ImageJob Copy(JobRequest request, DateTimeOffset now) => new()
    {
        Id = request.JobId,
        UserId = request.UserId,
        ProgramId = request.ProgramId,
        TurnId = request.TurnId ?? request.UserId,
        WorkflowName = request.WorkflowName,
        WorkflowVersion = request.WorkflowVersion,
        TemplateKey = request.TemplateKey,
        Parameters = request.Parameters,
        Metadata = request.Metadata,
        WebhookUrl = request.WebhookUrl,
        Graph = request.Graph,
        OutputNodeId = request.OutputNodeId,
        NodeCount = request.NodeCount,
        Priority = request.Priority,
        Rank = RankOf(request.Priority, now),
        IdempotencyKey = request.IdempotencyKey,
        RequestHash = request.RequestHash,
        TraceParent = request.TraceParent,
        Checkpoint = request.Checkpoint,
        NeedsKey = request.NeedsKey,
        CancelAt = request.CancelAt,
        ExpectedAt = request.ExpectedAt,
        StallSeconds = request.StallSeconds,
        RenderSeconds = request.RenderSeconds,
        OutputMetadata = request.OutputMetadata,
        TellsStart = request.TellsStart,
        BatchId = request.Batch?.BatchId,
        BatchIndex = request.Batch?.Index,
        HasPictures = request.Pictures.Count > 0,
        Status = JobStatus.Queued,
        CreatedAt = now,
    };

    /// <summary>
    /// A server takes the job. The attempt is stored before anything is sent: after a crash its id tells what became of it.
    /// </summary>
    public RenderAttempt Claim(Guid attemptId, string server, bool switchesModel, DateTimeOffset now, TurnCharge charge = default)
    {
        Ensure(Status == JobStatus.Queued && OpenAttemptId is null);
        var attempt = new RenderAttempt(attemptId, Id, server, ++AttemptCount, now)
        {
            ExpectedSeconds = charge.ExpectedSeconds,
            TurnFloor = charge.Floor,
        };
        _attempts.Add(attempt);
        OpenAttemptId = attemptId;
        Server = server;
        SwitchedModel = switchesModel;
        Revision++;
        return attempt;
    }

    /// <summary>The server began to render.</summary>
    public void Start(Guid attemptId, DateTimeOffset now)
    {
        Ensure(OpenAttemptId == attemptId);
        StartedAt ??= now;
        if (Status == JobStatus.Queued)
        {
            Status = JobStatus.Running;
            Revision++;
            if (TellsStart)
            {
                _events.Add(new JobStarted(Guid.CreateVersion7(now), now, Id, UserId));
            }
        }
    }

    /// <summary>A node is done and its files are stored, while others still run.</summary>
    public void Keep(Guid attemptId, IEnumerable<JobOutput> outputs)
    {
        Ensure(OpenAttemptId == attemptId);
        _outputs.AddRange(outputs);
        Revision++;
    }

    /// <summary>Everything is rendered and stored. Wins over a cancel that came too late.</summary>
    public void Succeed(Guid attemptId, IEnumerable<JobOutput> outputs, long? executionMs, DateTimeOffset now)
    {
        Ensure(OpenAttemptId == attemptId);
        _outputs.AddRange(outputs);
        ExecutionMs = executionMs;
        // The server's clock may have jumped: nothing starts before it is accepted.
        var start = now - TimeSpan.FromMilliseconds(executionMs ?? 0);
        StartedAt ??= start < CreatedAt ? CreatedAt : start;
        CloseAttempt(AttemptState.Succeeded, now);
        End(JobStatus.Succeeded, now);
    }

    /// <summary>It cannot be made.</summary>
    public void Fail(Guid attemptId, RenderFault fault, DateTimeOffset now)
    {
        Ensure(OpenAttemptId == attemptId);
        CloseAttempt(AttemptState.Failed, now, fault.Code);
        (ErrorCode, ErrorMessage, ErrorNodeId, ErrorClassType) = (fault.Code, fault.Message, fault.NodeId, fault.ClassType);
        End(JobStatus.Failed, now);
    }

    /// <summary>The owner does not want it any more. A job that a server has must be taken from it first.</summary>
    public void Cancel(DateTimeOffset now)
    {
        if (Status is JobStatus.Queued && OpenAttemptId is null)
        {
            End(JobStatus.Canceled, now);
        }
        else if (Status is JobStatus.Queued or JobStatus.Running)
        {
            Status = JobStatus.Canceling;
            CancelingAt = now;
            Revision++;
        }
    }

    /// <summary>It is served before the jobs of all users; one that does not wait stays as it is.</summary>
    public void MoveToFront()
    {
        if (Status == JobStatus.Queued && OpenAttemptId is null && TurnId != FrontTurn)
        {
            TurnId = FrontTurn;
            Revision++;
        }
    }

    /// <summary>The server let go of a job whose cancel was asked for.</summary>
    public void ConfirmCancel(Guid attemptId, DateTimeOffset now)
    {
        Ensure(OpenAttemptId == attemptId && Status == JobStatus.Canceling);
        CloseAttempt(AttemptState.Canceled, now);
        End(JobStatus.Canceled, now);
    }

    /// <summary>
    /// The attempt came to nothing: the job is queued again, at its old place, where another try can end differently; else it
    /// fails.
    /// </summary>
    public void LoseAttempt(Guid attemptId, RenderFault fault, RetryTerms terms, DateTimeOffset now)
    {
        Ensure(OpenAttemptId == attemptId);
        if (Status == JobStatus.Canceling)
        {
            ConfirmCancel(attemptId, now);
        }
        else if (FinalFault(fault, terms) is { } final)
        {
            Fail(attemptId, final, now);
        }
        else
        {
            QueueAgain(fault, now);
        }
    }

    /// <summary>Why the job fails for good when this happened to its open attempt; null when it gets another one.</summary>
    private RenderFault? FinalFault(RenderFault fault, RetryTerms terms)
    {
        var rule = FaultTable.Of(fault.Code);
        if (Deaths(fault.Code) >= FaultTable.DeathsOfAKiller)
        {
            return new(FaultCodes.BackendKilled, "Three times a ComfyUI server ended while it rendered this job.");
        }

        var counted = _attempts.Count(attempt => attempt.Id != OpenAttemptId && FaultTable.Costs(attempt)) + (
            rule.Costs(StartedAt is not null) ? 1 : 0);
        return (rule.OnlyElsewhere && !terms.HasOthers) || TimesOf(fault.Code) >= rule.Retries || counted >= terms.MaxAttempts ||
            AttemptCount >= terms.MaxAttempts * FaultTable.UncountedFactor
            ? fault
            : null;
    }

    private void QueueAgain(RenderFault fault, DateTimeOffset now)
    {
        var rule = FaultTable.Of(fault.Code);
        var pause = FaultTable.PauseOf(rule, TimesOf(fault.Code) + 1);
        IsSuspect = Deaths(fault.Code) >= FaultTable.DeathsOfASuspect;
        CloseAttempt(AttemptState.Lost, now, fault.Code);
        // The next attempt makes them anew.
        _outputs.Clear();
        Status = JobStatus.Queued;
        StartedAt = null;
        AvoidedServer = rule.AvoidFor > TimeSpan.Zero ? Server : null;
        AvoidUntil = rule.AvoidFor > TimeSpan.Zero ? now + rule.AvoidFor : null;
        NotBefore = pause > TimeSpan.Zero ? now + pause : null;
        QueuedAgainAt = now;
        Revision++;
    }

    /// <summary>How often closed attempts came to nothing by this fault.</summary>
    private int TimesOf(string code) => _attempts.Count(attempt => attempt.FaultCode == code);

    /// <summary>How often a server ended while it rendered the job, the open attempt with this fault included.</summary>
    private int Deaths(string code) =>
        _attempts.Count(attempt => attempt is { FaultCode: FaultCodes.BackendDied, StartedAt: not null }) +
        (code == FaultCodes.BackendDied && StartedAt is not null ? 1 : 0);

    /// <summary>Its owner said until when, or it waited longer than a job may.</summary>
    public void EndInTime(DateTimeOffset now)
    {
        if (CancelAt <= now)
        {
            Cancel(now);
        }
        else if (Status == JobStatus.Queued && OpenAttemptId is null)
        {
            (ErrorCode, ErrorMessage) = ("expired", "No ComfyUI server took the job in time.");
            End(JobStatus.Expired, now);
        }
    }

    private void CloseAttempt(AttemptState state, DateTimeOffset now, string? faultCode = null)
    {
        _attempts.Single(attempt => attempt.Id == OpenAttemptId).Close(
            state, StartedAt, now, faultCode, state == AttemptState.Succeeded ? ExecutionMs : null);
        OpenAttemptId = null;
    }

    private void End(JobStatus status, DateTimeOffset now)
    {
        Status = status;
        CompletedAt = now;
        Graph = null;
        Revision++;
        _events.Add(Ended(now));
    }

    private JobEnded Ended(DateTimeOffset now)
    {
        var times = JobTimes.Of(CreatedAt, StartedAt, CompletedAt, ExecutionMs);
        return new(
            Guid.CreateVersion7(now), now, Id, UserId, WorkflowName, Server, Status, ErrorCode, AttemptCount,
            times.QueueMs, times.ExecutionMs, times.OverheadMs, Outputs.Sum(output => output.SizeBytes), SwitchedModel,
            Status == JobStatus.Succeeded ? (now - ExpectedAt)?.Duration() : null, Attempts.Sum(attempt => attempt.GpuSeconds ?? 0),
            BatchId, ProgramId);
    }

    private void Ensure(bool legal)
    {
        if (!legal)
        {
            throw new AppException(ErrorKind.Conflict, "wrong_job_state", $"Not possible with a job that is {Status}.");
        }
    }
}
