using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Rendering.Dispatching;

/// <summary>The queue as lanes use it. Every method is one transaction; none holds state between calls.</summary>
internal interface IDispatchQueue
{
    /// <summary>
    /// Waiting jobs that may be taken now: of the user whose turn it is the first ones, then the first of each user who comes after.
    /// </summary>
    Task<IReadOnlyList<WaitingJob>> WaitingAsync(WaitingFilter filter, CancellationToken cancellationToken);

    /// <summary>What a job would send; null when it has ended.</summary>
    Task<string?> FindGraphAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>Gives a waiting job to the lane's server, with an open attempt that is stored.</summary>
    /// <returns>Null when somebody else has it. Throws <see cref="LaneLostException"/> as changing does.</returns>
    Task<ImageJob?> ClaimAsync(LaneLease lease, DispatchDecision choice, CancellationToken cancellationToken);

    /// <summary>
    /// Applies a change to a job that the lane's server has and saves it together with the events of it; throws
    /// <see cref="LaneLostException"/> when another run took the lane over. <paramref name="known"/> is the job with its
    /// attempts and outputs as the run saw it last, or null to read it; it is read again only when somebody else changed it
    /// meanwhile, and must not be used afterwards: the answer takes its place.
    /// </summary>
    Task<ImageJob?> ChangeAsync(LaneLease lease, Guid jobId, ImageJob? known, Action<ImageJob> change, CancellationToken cancellationToken);

    /// <summary>The jobs that the server has, as far as the database knows.</summary>
    Task<IReadOnlyList<ImageJob>> WithOpenAttemptAsync(string server, CancellationToken cancellationToken);

    /// <summary>The attempts at the server whose job is to be canceled.</summary>
    Task<IReadOnlyList<Guid>> CancelingAsync(string server, CancellationToken cancellationToken);

    /// <summary>Which of these attempts were closed: their prompts have no business at a server any more.</summary>
    Task<IReadOnlyList<Guid>> ClosedAmongAsync(IReadOnlyList<Guid> attemptIds, CancellationToken cancellationToken);
}

/// <summary>Which waiting jobs a lane looks at.</summary>
/// <param name="Count">At most so many.</param>
/// <param name="Suspects">Only those that may end their server, or only the others.</param>
/// <param name="AvoidedBy">Without those that this server leaves to others for a while; null when there are no others.</param>
/// <param name="Without">The needs (<see cref="ImageJob.NeedsKey"/>) that the server cannot meet.</param>
internal sealed record WaitingFilter(int Count, bool Suspects, string? AvoidedBy, IReadOnlyList<string> Without)
{
    /// <summary>The model that the server has loaded. If the next job needs another one, those of its turn behind it count, too.</summary>
    public string? Loaded { get; init; }

    /// <summary>Whether they are in any case.</summary>
    public bool IsDeep { get; init; }

    /// <summary>Whether those who are new wait for once, and with them the turns that always go first.</summary>
    public bool WithoutNew { get; init; }

    /// <summary>Whether the turns that always go first wait for once.</summary>
    public bool WithoutFixed { get; init; }
}

/// <summary>What a lane looks at when it chooses.</summary>
internal sealed record WaitingJob(
    Guid Id, int Priority, string? Checkpoint, int PassedOver, string? AvoidedServer, DateTimeOffset? QueuedAgainAt,
    DateTimeOffset CreatedAt)
{
    /// <summary>Until when the avoided server leaves it to others.</summary>
    public DateTimeOffset? AvoidUntil { get; init; }

    /// <summary>The same for all jobs with the same needs; null when they were not worked out.</summary>
    public string? NeedsKey { get; init; }

    /// <summary>Whose turn it is when the job is taken.</summary>
    public Guid TurnId { get; init; }

    /// <summary>Where that turn stands; below zero for one that is new.</summary>
    public double TurnPlace { get; init; }

    /// <summary>How many jobs of that turn wait.</summary>
    public int TurnWaiting { get; init; }

    public string Workflow { get; init; } = "";

    public bool IsOfNewTurn => TurnPlace < 0;

    /// <summary>Whether it goes first, however many of its turn went before.</summary>
    public bool IsOfFixedTurn => TurnId == ImageJob.FrontTurn || TurnId == ImageJob.PriorityTurn;
}
