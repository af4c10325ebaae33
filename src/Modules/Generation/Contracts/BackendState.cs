namespace ArtEngine.Generation.Contracts;

/// <summary>What is wanted of a ComfyUI server.</summary>
public enum BackendState
{
    /// <summary>Gets jobs.</summary>
    Active,

    /// <summary>Gets no new jobs; what it has it finishes.</summary>
    Draining,

    /// <summary>Gets no new jobs; what waits there goes to others, what renders is finished.</summary>
    Disabled,

    /// <summary>As draining, and is forgotten when it has nothing left.</summary>
    Removing,
}
