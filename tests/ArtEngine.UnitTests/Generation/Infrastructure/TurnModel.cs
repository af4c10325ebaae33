using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

/// <summary>
/// How turns are meant to be taken, in plain words of a programming language: start-time fair queuing, by what renders took.
/// </summary>
internal sealed class TurnModel
{
    private readonly Dictionary<Guid, Turn> _turns = [];

    /// <summary>How far the furthest got who was served.</summary>
    private double Front => _turns.Values.Select(turn => turn.LastStart).DefaultIfEmpty(0).Max();

    public IReadOnlyDictionary<Guid, Turn> Turns => _turns;

    public void Wait(ImageJob job)
    {
        var turn = TurnOf(job);
        if (turn.Waiting.Count == 0)
        {
            turn.Place = turn.VirtualTime <= Front ? job.Sequence - 1e15 : turn.VirtualTime;
        }

        turn.Waiting.Add(job);
    }

    public void Leave(ImageJob job) => TurnOf(job).Waiting.RemoveAll(waiting => waiting.Id == job.Id);

    /// <summary>The places of the turns whose job may be next, the first ones.</summary>
    public (double Place, IReadOnlyList<Guid> Jobs)? Next()
    {
        var ready = _turns.Values.Where(turn => turn.Waiting.Count > 0).ToList();
        if (ready.Count == 0)
        {
            return null;
        }

        var place = ready.Min(turn => turn.Place);
        return (place, [.. ready.Where(turn => turn.Place == place).Select(turn => turn.Waiting
            .OrderBy(job => job.Rank).ThenByDescending(job => job.Priority).ThenBy(job => job.Sequence).First().Id)]);
    }

    public void Take(ImageJob job, double expected)
    {
        var turn = TurnOf(job);
        var others = _turns.Values.Where(other => other != turn && other.Waiting.Count > 0 && other.Place >= 0)
            .Select(other => other.Place).ToList();
        var floor = others.Count > 0 ? others.Min() : Front;
        var start = turn.Place < 0 ? Math.Max(turn.VirtualTime, Math.Min(Front, floor)) : turn.VirtualTime;
        Leave(job);
        turn.AtWork++;
        turn.LastStart = start;
        turn.VirtualTime = turn.Place = start + (expected / turn.Weight);
    }

    /// <param name="job">The job.</param>
    /// <param name="expected">What was expected of the render.</param>
    /// <param name="took">What it took.</param>
    /// <param name="waitsAgain">Whether the job waits again.</param>
    public void End(ImageJob job, double expected, double took, bool waitsAgain)
    {
        var turn = TurnOf(job);
        turn.AtWork--;
        if (waitsAgain)
        {
            Wait(job);
        }

        turn.VirtualTime = Math.Max(0, turn.VirtualTime + ((took - expected) / turn.Weight));
        turn.Place = turn.Place < 0 ? turn.Place
            : waitsAgain && turn.Waiting.Count == 1 && turn.VirtualTime <= Front ? job.Sequence - 1e15
            : turn.VirtualTime;
    }

    private Turn TurnOf(ImageJob job) => _turns.TryGetValue(job.TurnId, out var turn) ? turn : _turns[job.TurnId] = new();

    internal sealed class Turn
    {
        public double Place { get; set; }

        public double VirtualTime { get; set; }

        public double LastStart { get; set; }

        public double Weight { get; set; } = 1;

        public int AtWork { get; set; }

        public List<ImageJob> Waiting { get; } = [];
    }
}
