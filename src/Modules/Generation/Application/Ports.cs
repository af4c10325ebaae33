using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application;

/// <summary>The durable queue. Every method is one transaction; none holds state between calls.</summary>
internal interface IImageJobs
{
    /// <summary>Stores the job; it is accepted when this returns.</summary>
    /// <returns>False, with nothing stored, when the user has a job with the same idempotency key.</returns>
    Task<bool> AddAsync(ImageJob job, CancellationToken cancellationToken);

    /// <summary>The user's job that was made with this key; null when there is none.</summary>
    Task<ImageJob?> FindByKeyAsync(Guid userId, string idempotencyKey, CancellationToken cancellationToken);

    /// <summary>A job with its outputs and place; null when it is not there or another user's.</summary>
    Task<JobInLine?> FindAsync(Guid jobId, Guid userId, CancellationToken cancellationToken);

    /// <summary>A user's jobs, newest first, from below the cursor.</summary>
    Task<IReadOnlyList<JobInLine>> ListAsync(JobFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Applies a change to the job as it is now and saves it together with the facts it makes true. When somebody else
    /// changed the job meanwhile, the change is applied again to the newer state.
    /// </summary>
    /// <returns>The job afterwards; null when there is no such job.</returns>
    Task<ImageJob?> ChangeAsync(Guid jobId, Action<ImageJob> change, CancellationToken cancellationToken);

    /// <summary>Gives the first waiting job to the server, with an open attempt that is stored; null when none waits.</summary>
    Task<ImageJob?> ClaimNextAsync(string server, CancellationToken cancellationToken);

    /// <summary>The jobs that the server has, as far as the database knows.</summary>
    Task<IReadOnlyList<ImageJob>> WithOpenAttemptAsync(string server, CancellationToken cancellationToken);

    /// <summary>The ids of jobs at the server whose cancel was asked for.</summary>
    Task<IReadOnlyList<Guid>> CancelingAsync(string server, CancellationToken cancellationToken);

    /// <summary>How many jobs run and wait, of all users.</summary>
    Task<QueueCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>One output of a job of this user; null when it is not there or another user's.</summary>
    Task<JobOutput?> FindOutputAsync(Guid outputId, Guid userId, CancellationToken cancellationToken);
}

/// <summary>A job and its place in the queue: 1 is next; null when it does not wait.</summary>
internal sealed record JobInLine(ImageJob Job, int? Position);

/// <summary>Which jobs to list; <paramref name="Before"/> is the sequence of the last job of the page before.</summary>
internal sealed record JobFilter(Guid UserId, IReadOnlyList<JobStatus> Statuses, string? Workflow, long? Before, int Limit);

internal sealed record QueueCounts(int Running, int Pending);

/// <summary>Keeps the bytes of outputs. When it cannot just now it throws an <see cref="IOException"/>.</summary>
internal interface IOutputStore
{
    /// <summary>Streams the content to the key and makes it durable; an object that is there already is replaced.</summary>
    Task SaveAsync(string key, Stream content, string contentType, CancellationToken cancellationToken);

    /// <summary>A seekable stream that fetches what is read and no more; null when there is no such object.</summary>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes every object whose key begins with the prefix, which ends with a slash, and what is left there of stores that
    /// were broken off. When it throws, some are gone; repeat it.
    /// </summary>
    /// <returns>How many there were.</returns>
    Task<int> DeleteAllAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>An address that gives the bytes to whoever has it, for a short time; null when the store has no way to callers.</summary>
    Uri? LinkTo(OutputLink output);
}

/// <summary>The users whose jobs and pictures are to go. Every method is one transaction.</summary>
internal interface IErasures
{
    /// <summary>Notes the user; once is enough, more often does no harm.</summary>
    Task RequestAsync(Guid userId, CancellationToken cancellationToken);

    Task<IReadOnlyList<Erasure>> AllAsync(CancellationToken cancellationToken);

    /// <summary>The user's jobs that have not ended.</summary>
    Task<IReadOnlyList<Guid>> OpenJobsAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Deletes some of the user's jobs that have ended, or of all of them, with everything that belongs to them.</summary>
    /// <returns>Their ids; none when there were none left.</returns>
    Task<IReadOnlyList<Guid>> DeleteJobsAsync(Guid userId, bool evenOpen, CancellationToken cancellationToken);

    /// <summary>Makes sure that what was deleted is gone from the files of the database too, where these would keep it.</summary>
    Task ForgetDeletedAsync(CancellationToken cancellationToken);

    /// <summary>Stores what a look found; when it is over, nothing is left of the erasure.</summary>
    Task SaveAsync(Erasure erasure, bool isOver, CancellationToken cancellationToken);
}

/// <summary>What a caller is to get from the store itself.</summary>
internal sealed record OutputLink(string Key, string ContentType, string FileName, bool IsShown);

/// <summary>What is going on right now; lost with the process and never needed for correctness.</summary>
internal interface ILiveBoard
{
    /// <summary>Notes progress; a value below the last one is raised to it, so that it never goes back.</summary>
    void Report(Guid jobId, JobProgress progress);

    /// <summary>The last progress noted on this node; null when there is none.</summary>
    JobProgress? Find(Guid jobId);

    void Forget(Guid jobId);
}

/// <summary>The queue's state for many listeners: worked out once for each change and serialised once.</summary>
internal interface IQueueFeed
{
    /// <summary>The state now.</summary>
    Task<QueueStatus> GetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The state now, then each later one, as UTF-8 JSON. Who reads slowly misses some in between, never the newest.
    /// </summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> FollowAsync(CancellationToken cancellationToken);
}

/// <summary>The names of the wake-ups of this module.</summary>
internal static class Topics
{
    /// <summary>A lane may have something to feed or to cancel.</summary>
    public const string Lanes = "generation:lanes";

    /// <summary>A user was deleted.</summary>
    public const string Erasures = "generation:erasures";

    /// <summary>A job changed its status.</summary>
    public const string Jobs = "generation:jobs";

    /// <summary>This job changed its status.</summary>
    public static string Job(Guid id) => $"generation:job:{id}";

    /// <summary>The server said something.</summary>
    public static string Server(string name) => $"generation:server:{name}";
}
