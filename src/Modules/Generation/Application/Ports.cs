using ArtEngine.Generation.Application.Live;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application;

/// <summary>The durable queue. Every method is one transaction; none holds state between calls.</summary>
internal interface IImageJobs
{
    /// <summary>
    /// Stores the job; it is accepted when this returns. Throws <see cref="BuildingBlocks.AppException"/>
    /// <c>invalid_parameters</c> when a picture that it takes is not there any more.
    /// </summary>
    /// <returns>False, with nothing stored, when the user has a job with the same idempotency key.</returns>
    Task<bool> AddAsync(ImageJob job, CancellationToken cancellationToken);

    /// <summary>The user's job that was made with this key; null when there is none.</summary>
    Task<ImageJob?> FindByKeyAsync(Guid userId, string idempotencyKey, CancellationToken cancellationToken);

    /// <summary>A job with its outputs and place; null when it is not there or another user's.</summary>
    Task<JobInLine?> FindAsync(Guid jobId, Guid userId, CancellationToken cancellationToken);

    /// <summary>A job of any user that waits to be taken; null when it does not.</summary>
    Task<ImageJob?> FindWaitingAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>A user's jobs, newest first, from below the cursor.</summary>
    Task<IReadOnlyList<JobInLine>> ListAsync(JobFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Applies a change to the job as it is now and saves it together with the facts it makes true. When somebody else
    /// changed the job meanwhile, the change is applied again to the newer state.
    /// </summary>
    /// <returns>The job afterwards; null when there is no such job.</returns>
    Task<ImageJob?> ChangeAsync(Guid jobId, Action<ImageJob> change, CancellationToken cancellationToken);

    /// <summary>Jobs that are over their time: to be canceled because their owner said until when, or to expire since they wait from before.</summary>
    Task<IReadOnlyList<Guid>> OverdueAsync(DateTimeOffset now, DateTimeOffset waitingSince, int count, CancellationToken cancellationToken);

    /// <summary>How many jobs run and wait, of all users.</summary>
    Task<QueueCounts> CountAsync(CancellationToken cancellationToken);

    /// <summary>All jobs that have not ended, in the order in which they are served.</summary>
    Task<IReadOnlyList<OpenJob>> OpenAsync(CancellationToken cancellationToken);

    /// <summary>The newest renders that were measured, the oldest of them first.</summary>
    Task<IReadOnlyList<RunTime>> MeasuredAsync(int count, CancellationToken cancellationToken);

    /// <summary>How many jobs wait, the user's own and all.</summary>
    Task<WaitingCounts> CountWaitingAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>One output of a job of this user; null when it is not there or another user's.</summary>
    Task<JobOutput?> FindOutputAsync(Guid outputId, Guid userId, CancellationToken cancellationToken);
}

/// <summary>A job and its place in the queue: 1 is next; null when it does not wait.</summary>
internal sealed record JobInLine(ImageJob Job, int? Position)
{
    /// <summary>Why no server can take it just now, in a sentence; null when one can. Not stored: it is worked out by those who tell it.</summary>
    public string? WaitReason { get; init; }
}

/// <summary>Which jobs to list; <paramref name="Before"/> is the sequence of the last job of the page before.</summary>
internal sealed record JobFilter(Guid UserId, IReadOnlyList<JobStatus> Statuses, string? Workflow, long? Before, int Limit);

internal sealed record QueueCounts(int Running, int Pending);

internal readonly record struct WaitingCounts(int OfUser, int OfAll);

/// <summary>The servers that the service may use. Every method is one transaction.</summary>
internal interface IBackends
{
    /// <summary>The time by the clock that <see cref="Backend.LaneSeenAt"/> is told in, which is the database's where nodes share one.</summary>
    DateTimeOffset Now { get; }

    /// <summary>All of them, by name.</summary>
    Task<IReadOnlyList<Backend>> ListAsync(CancellationToken cancellationToken);

    Task<Backend?> FindAsync(string name, CancellationToken cancellationToken);

    /// <returns>False when there is one of this name.</returns>
    Task<bool> AddAsync(Backend backend, CancellationToken cancellationToken);

    /// <returns>The server afterwards; null when there is none.</returns>
    Task<Backend?> ChangeAsync(string name, Action<Backend> change, CancellationToken cancellationToken);
}

/// <summary>Keeps a lane running for each server, somewhere in the cluster.</summary>
internal interface ILaneSchedule
{
    /// <summary>Sees to it that the server's lane runs from now on; does nothing when it does.</summary>
    Task KeepAsync(string server, CancellationToken cancellationToken);

    /// <summary>The server's lane is not started again.</summary>
    Task EndAsync(string server, CancellationToken cancellationToken);
}

/// <summary>Keeps the bytes of outputs and input pictures. When it cannot just now it throws an <see cref="IOException"/>.</summary>
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

    /// <summary>The same, but objects with one of these keys stay.</summary>
    Task<int> DeleteAllExceptAsync(string prefix, IReadOnlySet<string> kept, CancellationToken cancellationToken);

    /// <summary>Deletes what stores that began before then and never ended have left behind, wherever it lies.</summary>
    /// <returns>How many there were.</returns>
    Task<int> DeleteUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken);

    /// <summary>An address that gives the bytes to whoever has it, for a short time; null when the store has no way to callers.</summary>
    Uri? LinkTo(OutputLink output);
}

/// <summary>Users' input pictures; their bytes are in the store. Every method is one transaction.</summary>
internal interface IUploads
{
    /// <summary>Notes a picture that is about to arrive; what it may become counts from now on.</summary>
    /// <returns>False, with nothing stored, when the user's pictures would be more than so many bytes.</returns>
    Task<bool> TryAddAsync(Upload upload, long mostBytes, CancellationToken cancellationToken);

    /// <summary>
    /// The picture's bytes are stored: it can be used. When the user has a picture of the same bytes, that one counts as
    /// used just now, and this one is to go.
    /// </summary>
    /// <returns>The one to use; null when the picture was removed while it arrived.</returns>
    Task<Upload?> KeepAsync(Upload upload, long sizeBytes, string hash, CancellationToken cancellationToken);

    /// <summary>The picture is still arriving.</summary>
    Task NoteArrivingAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>A picture that can be used; null when it is not there or another user's.</summary>
    Task<Upload?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken);

    /// <summary>The inputs of a job that take pictures.</summary>
    Task<IReadOnlyList<InputPicture>> OfJobAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>
    /// Its owner does not want the picture any more; it is to go. Throws <see cref="BuildingBlocks.AppException"/>
    /// <c>upload_in_use</c> while a job that has not ended takes it.
    /// </summary>
    /// <returns>Null when it is not there or another user's.</returns>
    Task<Upload?> LetGoAsync(Guid id, Guid userId, CancellationToken cancellationToken);

    /// <summary>Lets go of pictures that no open job takes and that were not used since then, or have not been arriving since.</summary>
    /// <returns>Some of those that are to go, earlier ones included.</returns>
    Task<IReadOnlyList<Upload>> LetGoOverdueAsync(DateTimeOffset unusedSince, DateTimeOffset arrivingSince, int count, CancellationToken cancellationToken);

    /// <summary>Marks a picture that did not arrive whole as to go.</summary>
    /// <returns>False, with nothing changed, when it did after all.</returns>
    Task<bool> LetGoUnlessKeptAsync(Upload upload, CancellationToken cancellationToken);

    /// <summary>The bytes of a picture that was to go are deleted: nothing is left of it.</summary>
    Task RemoveAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>An input of a job and the picture that it takes; null when that is gone.</summary>
internal sealed record InputPicture(string NodeId, string Input, Upload? Picture);

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

    /// <summary>Deletes what is known of the user's input pictures.</summary>
    /// <returns>How many there were.</returns>
    Task<int> DeleteUploadsAsync(Guid userId, CancellationToken cancellationToken);

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

    /// <summary>The last progress heard of; null when there is none.</summary>
    JobProgress? Find(Guid jobId);

    /// <summary>Notes a picture on the way.</summary>
    void Show(JobPreview preview);

    /// <summary>The last picture on the way; null when there is none.</summary>
    JobPreview? FindPreview(Guid jobId);

    /// <summary>
    /// The last picture of each of the user's jobs that are at work, then each later one. Who reads slowly misses some in between.
    /// </summary>
    IAsyncEnumerable<JobPreview> FollowPreviewsAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Nobody works on the job just now. How far it was is remembered for a while: should it begin anew, it does not go back.</summary>
    void Forget(Guid jobId);

    /// <summary>This node works on the job no more, and another one may: what is known here gives way to what that one tells.</summary>
    void Drop(Guid jobId);
}

/// <summary>A picture of a render that is under way.</summary>
/// <param name="JobId">The job.</param>
/// <param name="UserId">Whose it is; nobody else may see it.</param>
/// <param name="Node">The id of the node at work; null when the server does not tell.</param>
/// <param name="Step">Steps done of that node.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="ContentType">The picture's media type.</param>
/// <param name="Image">The picture.</param>
internal sealed record JobPreview(Guid JobId, Guid UserId, string? Node, double Step, double Steps, string ContentType, ReadOnlyMemory<byte> Image);

/// <summary>The queue's state for many listeners: worked out once for each change and serialised once.</summary>
internal interface IQueueFeed
{
    /// <summary>The state now; with what is the user's own, when there is one.</summary>
    Task<QueueStatus> GetAsync(Guid? userId, CancellationToken cancellationToken);

    /// <summary>
    /// The state now, then each later one, as UTF-8 JSON. Who reads slowly misses some in between, never the newest.
    /// </summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> FollowAsync(Guid? userId, CancellationToken cancellationToken);
}

/// <summary>The names of the wake-ups of this module.</summary>
internal static class Topics
{
    /// <summary>A lane may have something to feed or to cancel.</summary>
    public const string Lanes = "generation:lanes";

    /// <summary>A server was added, changed or removed.</summary>
    public const string Backends = "generation:backends";

    /// <summary>A user was deleted.</summary>
    public const string Erasures = "generation:erasures";

    /// <summary>A job changed its status.</summary>
    public const string Jobs = "generation:jobs";

    /// <summary>Somebody listens to the queue who was not told anything yet.</summary>
    public const string Listeners = "generation:listeners";

    /// <summary>This job changed its status.</summary>
    public static string Job(Guid id) => $"generation:job:{id}";

    /// <summary>This job's progress or picture on the way is another one.</summary>
    public static string Progress(Guid id) => $"generation:progress:{id}";

    /// <summary>The server said something.</summary>
    public static string Server(string name) => $"generation:server:{name}";
}
