using ArtEngine.ComfySimulator.Painting;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>How a running node speaks to the outside.</summary>
internal interface INodeReport
{
    /// <summary>Passes time as work does: faults may stretch it or stop it. It cannot be interrupted.</summary>
    ValueTask WorkAsync(TimeSpan time);

    /// <summary>Tells progress, and throws when the job was interrupted meanwhile.</summary>
    ValueTask StepAsync(int value, int max, Raster? preview);

    /// <summary>Sends a text to every socket.</summary>
    void Say(string text);

    /// <summary>Ends the process, or what stands for it.</summary>
    void Die();
}
