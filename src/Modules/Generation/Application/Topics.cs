namespace ArtEngine.Generation.Application;

/// <summary>The signals of this module.</summary>
internal static class Topics
{
    /// <summary>A job waits that lanes may take.</summary>
    public const string Lanes = "generation:lanes";

    /// <summary>A job that a server has is to be canceled.</summary>
    public const string Cancels = "generation:cancels";

    /// <summary>A server was added, changed or removed.</summary>
    public const string Backends = "generation:backends";

    /// <summary>A user was deleted.</summary>
    public const string Erasures = "generation:erasures";

    /// <summary>Files of something that was deleted are to go.</summary>
    public const string Deletions = "generation:deletions";

    /// <summary>A batch was added or canceled.</summary>
    public const string Batches = "generation:batches";

    /// <summary>A message to a user's endpoint is to be sent.</summary>
    public const string Webhooks = "generation:webhooks";

    /// <summary>A job changed its status.</summary>
    public const string Jobs = "generation:jobs";

    /// <summary>An administrator paused the queue, or let it go on, or said whether jobs are accepted.</summary>
    public const string QueueMode = "generation:queue-mode";

    /// <summary>This node's picture of the queue was brought up to date.</summary>
    public const string Queue = "generation:queue";

    /// <summary>Somebody listens to the queue who was not told anything yet.</summary>
    public const string Listeners = "generation:listeners";

    /// <summary>This job changed its status.</summary>
    public static string Job(Guid id) => $"generation:job:{id}";

    /// <summary>This job's progress or picture on the way is another one.</summary>
    public static string Progress(Guid id) => $"generation:progress:{id}";

    /// <summary>This user sent a prompt.</summary>
    public static string Prompts(Guid userId) => $"generation:prompts:{userId}";

    /// <summary>The server said something.</summary>
    public static string Server(string name) => $"generation:server:{name}";
}
