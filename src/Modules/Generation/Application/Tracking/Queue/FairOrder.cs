using System.Runtime.InteropServices;
using ArtEngine.Generation.Application.Jobs.Queue;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>
/// The jobs that wait for a server, in the order in which the turns let them go first: the jobs of turns that stay before the others, the
/// first job of each new turn, then always one of the turn that has had the least. What stands before a job is reckoned as if all turns
/// were served at once, each by its weight; that costs about the same among ten users and ten thousand. Not safe for several threads.
/// </summary>
internal sealed class FairOrder(RenderDurations durations)
{
    /// <summary>Turns without jobs whose place is remembered: they may come back before they are read again.</summary>
    private const int MaxRemembered = 4_096;

    private const double LeastSeconds = 0.001;

    private static readonly Comparer<TurnLine> ByPlace = Comparer<TurnLine>.Create((one, other) =>
        one.State.Place != other.State.Place ? one.State.Place.CompareTo(other.State.Place) : one.Id.CompareTo(other.Id));

    private readonly Dictionary<Guid, TurnLine> _turns = [];
    private readonly Dictionary<Guid, TurnState> _remembered = [];
    private readonly SortedSet<TurnLine> _inOrder = new(ByPlace);
    private readonly SummedLine<TurnLine, BendKey, Work> _heads = new(KeyOf, turn => turn.Head);
    private readonly SummedLine<Bend, BendKey, BendSum> _bends = new(bend => bend.Key, BendSum.Of);
    private double _front;

    public int Count { get; private set; }

    /// <summary>What a render takes of which nothing is known.</summary>
    private double Unknown => Math.Max(durations.Mean ?? 1, LeastSeconds);

    public void Add(QueueEntry job) => Change(
        TurnOf(job),
        turn =>
        {
            turn.Jobs.Add(job);
            Count++;
        });

    public void Remove(QueueEntry job)
    {
        if (!_turns.TryGetValue(job.TurnId, out var turn))
        {
            return;
        }

        Change(turn, one => Count -= one.Jobs.Remove(job.Place) ? 1 : 0);
        if (turn.Jobs.Count == 0)
        {
            _turns.Remove(turn.Id);
            Remember(turn.State);
        }
    }

    /// <summary>The turn stands there now.</summary>
    public void Apply(TurnState state)
    {
        _front = Math.Max(_front, state.LastStart);
        if (_turns.TryGetValue(state.Id, out var turn))
        {
            Change(turn, one => one.State = state);
        }
        else
        {
            Remember(state);
        }
    }

    /// <summary>What is served before a job of this turn at this place.</summary>
    public Work Before(Guid turnId, QueuePlace place)
    {
        var turn = _turns.GetValueOrDefault(turnId);
        var state = turn?.State ?? _remembered.GetValueOrDefault(turnId) ?? TurnState.Unknown(turnId, place.Sequence);
        var own = turn?.Jobs.Before(place) ?? default;
        if (state.IsFixed || (state.IsNew && own.Jobs == 0))
        {
            return Known(own + _heads.Before(new(state.Place, turnId, IsEnd: false)));
        }

        var head = turn?.Head ?? default;
        var from = turn?.From ?? StartOf(state, head);
        var at = from + (Known(own - head).Seconds / state.Weight);
        var (seconds, jobs) = _bends.Before(new(at, Guid.Empty, IsEnd: false)).UpTo(at);
        if (turn is not null)
        {
            // Its own are known exactly.
            var until = Math.Min(at, turn.To);
            seconds -= Math.Max(0, until - turn.From) * state.Weight;
            jobs -= Math.Max(0, until - turn.From) * turn.JobSlope;
        }

        return Known(own + (_heads.Total - head)) + new Work((int)Math.Round(Math.Max(0, jobs)), Math.Max(0, seconds), 0);
    }

    /// <summary>The first jobs, one after the other as the turns take them.</summary>
    public IEnumerable<QueueEntry> Take(int count)
    {
        var next = new PriorityQueue<(IEnumerator<QueueEntry> Jobs, TurnState State), (double Place, Guid Turn)>(
            _inOrder.Take(count).Select(turn => ((turn.Jobs.Items.GetEnumerator(), turn.State), (turn.State.Place, turn.Id))));
        for (var taken = 0; taken < count && next.TryDequeue(out var turn, out var place);)
        {
            if (!turn.Jobs.MoveNext())
            {
                continue;
            }

            taken++;
            yield return turn.Jobs.Current;
            next.Enqueue(turn, (turn.State.IsFixed ? place.Place : Served(turn.State, place.Place, turn.Jobs.Current), turn.State.Id));
        }
    }

    /// <summary>Where a turn stands when its job was taken.</summary>
    private double Served(TurnState turn, double place, QueueEntry job) =>
        (place < 0 ? StartOf(turn) : place) + (Known(Work.Of(job)).Seconds / turn.Weight);

    private static BendKey KeyOf(TurnLine turn) => new(turn.State.Place, turn.Id, IsEnd: false);

    private TurnLine TurnOf(QueueEntry job)
    {
        ref var turn = ref CollectionsMarshal.GetValueRefOrAddDefault(_turns, job.TurnId, out _);
        if (turn is null)
        {
            _remembered.Remove(job.TurnId, out var known);
            turn = new(known ?? TurnState.Unknown(job.TurnId, job.Place.Sequence));
        }

        return turn;
    }

    private void Remember(TurnState state)
    {
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        _remembered[state.Id] = state;
    }

    /// <summary>Takes the turn out, changes it, and puts it where it belongs then.</summary>
    private void Change(TurnLine turn, Action<TurnLine> change)
    {
        if (turn.Jobs.Count > 0)
        {
            _inOrder.Remove(turn);
            _heads.Remove(KeyOf(turn));
            _bends.Remove(new(turn.From, turn.Id, IsEnd: false));
            _bends.Remove(new(turn.To, turn.Id, IsEnd: true));
        }

        change(turn);
        (turn.Head, turn.From, turn.To, turn.JobSlope) = (default, 0, 0, 0);
        if (turn.Jobs.Count > 0)
        {
            Place(turn);
        }
    }

    private void Place(TurnLine turn)
    {
        _inOrder.Add(turn);
        if (turn.State.IsNew)
        {
            turn.Head = turn.State.IsFixed ? turn.Jobs.Total : Work.Of(turn.Jobs.Items.First());
            _heads.Add(turn);
        }

        var rest = Known(turn.Jobs.Total - turn.Head);
        turn.From = turn.To = StartOf(turn.State, turn.Head);
        if (rest.Jobs > 0)
        {
            var takes = Math.Max(rest.Seconds, LeastSeconds) / turn.State.Weight;
            turn.To = turn.From + takes;
            turn.JobSlope = rest.Jobs / takes;
            _bends.Add(new(new(turn.From, turn.Id, IsEnd: false), turn.State.Weight, turn.JobSlope));
            _bends.Add(new(new(turn.To, turn.Id, IsEnd: true), -turn.State.Weight, -turn.JobSlope));
        }
    }

    /// <summary>Who is new is set forward to where the others stand, and has had its first job when the rest is reckoned.</summary>
    private double StartOf(TurnState state, Work head = default)
    {
        var others = _inOrder.Count > 0 ? _bends.Items.FirstOrDefault(bend => !bend.Key.IsEnd).Key.At : 0;
        var start = state.IsNew ? Math.Max(state.VirtualTime, others > 0 ? Math.Min(_front, others) : _front) : state.VirtualTime;
        return start + (Known(head).Seconds / state.Weight);
    }

    private Work Known(Work work) => new(work.Jobs, work.SecondsWith(Unknown), 0);
}
