namespace ArtEngine.Generation.Contracts;

/// <summary>Where a job stands; the words are those of Comfy API v2.</summary>
public enum JobStatus
{
    /// <summary>Accepted and stored; waits for a ComfyUI server, or there for its turn.</summary>
    Queued,

    /// <summary>A ComfyUI server works on it.</summary>
    Running,

    /// <summary>Ended: the outputs are stored.</summary>
    Succeeded,

    /// <summary>Cancel was asked for; the server has not let go of it yet. May still end as succeeded.</summary>
    Canceling,

    /// <summary>Ended: canceled by its owner.</summary>
    Canceled,

    /// <summary>Ended: could not be made; the error says why.</summary>
    Failed,

    /// <summary>Ended: no server took it in time.</summary>
    Expired,
}
