using ArtEngine.ComfySimulator.Faults;
using ArtEngine.ComfySimulator.Protocol;

namespace ArtEngine.ComfySimulator.Control;

/// <summary>The faults by name, for the control routes and for tests in the same process.</summary>
internal sealed class FaultSwitches(ComfyServices services)
{
    public FaultBoard Board => services.Faults;

    /// <summary>The next node of this class raises, <paramref name="times"/> times; null means the next sampler.</summary>
    public void FailNode(string? className = null, bool outOfMemory = false, int times = 1)
    {
        Board.NodeErrorClass = className;
        Board.OutOfMemory = outOfMemory;
        Board.Set(FaultBoard.Countdown.NodeError, times);
    }

    public void Next(FaultBoard.Countdown fault, int times = 1) => Board.Set(fault, times);

    public void DropSockets() => services.Hub.CutAll();

    /// <summary>As after a restart: queue, history, numbers and temporary files are gone, sockets end without goodbye.</summary>
    public void LoseQueue() => services.Engine.LoseEverything();

    public void Die() => services.Engine.Die();

    public void Clear() => Board.Clear();
}
