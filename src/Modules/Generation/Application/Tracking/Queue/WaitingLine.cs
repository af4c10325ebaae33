using System.Runtime.InteropServices;
using ArtEngine.Generation.Application.Jobs.Queue;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>
/// The jobs that wait, in their order, in blocks of a few hundred. Adding, removing and finding the place of one costs about
/// the same among a hundred and among a hundred thousand.
/// </summary>
internal sealed class WaitingLine
{
    private const int MaxBlock = 256;

    private readonly List<Block> _blocks = [];

    /// <summary>Of each block, what stands before it; worked out anew when the line has changed.</summary>
    private readonly List<Work> _before = [];
    private bool _isStale;

    public int Count { get; private set; }

    public void Add(QueueEntry job)
    {
        var index = Math.Max(0, LastBlockFrom(job.Place));
        if (_blocks.Count == 0)
        {
            _blocks.Add(new());
        }

        var block = _blocks[index];
        block.Add(job);
        if (block.Jobs.Count > MaxBlock)
        {
            _blocks.Insert(index + 1, block.Split());
        }

        Count++;
        _isStale = true;
    }

    /// <returns>False when no job stands there.</returns>
    public bool Remove(QueueEntry job)
    {
        var index = LastBlockFrom(job.Place);
        if (index < 0 || !_blocks[index].Remove(job.Place))
        {
            return false;
        }

        if (_blocks[index].Jobs.Count == 0)
        {
            _blocks.RemoveAt(index);
        }

        Count--;
        _isStale = true;
        return true;
    }

    /// <summary>The first jobs.</summary>
    public IEnumerable<QueueEntry> Take(int count) => _blocks.SelectMany(block => block.Jobs).Take(count);

    /// <summary>What stands before the place.</summary>
    public Work Before(QueuePlace place)
    {
        Refresh();
        var index = LastBlockFrom(place);
        return index < 0 ? default : _before[index] + _blocks[index].Before(place);
    }

    private void Refresh()
    {
        if (!_isStale)
        {
            return;
        }

        _before.Clear();
        var work = default(Work);
        foreach (var block in _blocks)
        {
            _before.Add(work);
            work += block.Work;
        }

        _isStale = false;
    }

    /// <summary>The last block whose first job stands at the place or before it; -1 when there is none.</summary>
    private int LastBlockFrom(QueuePlace place)
    {
        var (low, high) = (0, _blocks.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            (low, high) = _blocks[middle].Jobs[0].Place.CompareTo(place) <= 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return high;
    }

    private sealed class Block
    {
        public List<QueueEntry> Jobs { get; } = [];

        public Work Work { get; private set; }

        public void Add(QueueEntry job)
        {
            Jobs.Insert(CountBefore(job.Place), job);
            Work += Work.Of(job);
        }

        public bool Remove(QueuePlace place)
        {
            var index = CountBefore(place);
            if (index == Jobs.Count || Jobs[index].Place != place)
            {
                return false;
            }

            Work -= Work.Of(Jobs[index]);
            Jobs.RemoveAt(index);
            return true;
        }

        /// <summary>Gives the second half to a block of its own.</summary>
        public Block Split()
        {
            var half = Jobs.Count / 2;
            var second = new Block();
            second.Jobs.AddRange(Jobs[half..]);
            second.Work = Work.Of(CollectionsMarshal.AsSpan(second.Jobs));
            Jobs.RemoveRange(half, Jobs.Count - half);
            Work = Work.Of(CollectionsMarshal.AsSpan(Jobs));
            return second;
        }

        public Work Before(QueuePlace place) => Work.Of(CollectionsMarshal.AsSpan(Jobs)[..CountBefore(place)]);

        private int CountBefore(QueuePlace place)
        {
            var (low, high) = (0, Jobs.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = Jobs[middle].Place.CompareTo(place) < 0 ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }
}
