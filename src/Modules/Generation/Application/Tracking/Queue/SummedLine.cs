using System.Numerics;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>
/// Items in the order of their keys, in blocks of a few hundred. Adding, removing, and summing up what stands before a key costs about
/// the same among a hundred and among a hundred thousand.
/// </summary>
internal sealed class SummedLine<TItem, TKey, TSum>(Func<TItem, TKey> keyOf, Func<TItem, TSum> sumOf)
    where TKey : IComparable<TKey>
    where TSum : struct, IAdditionOperators<TSum, TSum, TSum>, ISubtractionOperators<TSum, TSum, TSum>
{
    private const int MaxBlock = 256;

    private readonly List<Block> _blocks = [];

    /// <summary>Of the first blocks, what stands before each; of those behind a change it is worked out when it is asked for.</summary>
    private readonly List<TSum> _before = [];

    public int Count { get; private set; }

    public TSum Total => _blocks.Count == 0 ? default : BeforeBlock(_blocks.Count - 1) + _blocks[^1].Sum;

    public IEnumerable<TItem> Items => _blocks.SelectMany(block => block.Items);

    public void Add(TItem item)
    {
        var index = Math.Max(0, LastBlockFrom(keyOf(item)));
        if (_blocks.Count == 0)
        {
            _blocks.Add(new(this));
        }

        var block = _blocks[index];
        block.Add(item);
        if (block.Items.Count > MaxBlock)
        {
            _blocks.Insert(index + 1, block.Split());
        }

        Count++;
        ForgetBehind(index);
    }

    /// <returns>False when nothing has that key.</returns>
    public bool Remove(TKey key)
    {
        var index = LastBlockFrom(key);
        if (index < 0 || !_blocks[index].TryRemove(key))
        {
            return false;
        }

        if (_blocks[index].Items.Count == 0)
        {
            _blocks.RemoveAt(index);
        }

        Count--;
        ForgetBehind(index);
        return true;
    }

    /// <summary>What stands before the key.</summary>
    public TSum Before(TKey key)
    {
        var index = LastBlockFrom(key);
        return index < 0 ? default : BeforeBlock(index) + _blocks[index].Before(key);
    }

    private TSum BeforeBlock(int index)
    {
        while (_before.Count <= index)
        {
            _before.Add(_before.Count == 0 ? default : _before[^1] + _blocks[_before.Count - 1].Sum);
        }

        return _before[index];
    }

    private void ForgetBehind(int index)
    {
        if (_before.Count > index + 1)
        {
            _before.RemoveRange(index + 1, _before.Count - index - 1);
        }
    }

    /// <summary>The last block whose first item stands at the key or before it; -1 when there is none.</summary>
    private int LastBlockFrom(TKey key)
    {
        var (low, high) = (0, _blocks.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            (low, high) = keyOf(_blocks[middle].Items[0]).CompareTo(key) <= 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return high;
    }

    private TSum SumOf(List<TItem> items, int from, int to)
    {
        var sum = default(TSum);
        for (var i = from; i < to; i++)
        {
            sum += sumOf(items[i]);
        }

        return sum;
    }

    private sealed class Block(SummedLine<TItem, TKey, TSum> line)
    {
        public List<TItem> Items { get; } = [];

        public TSum Sum { get; private set; }

        public void Add(TItem item)
        {
            Items.Insert(CountBefore(line.KeyOf(item)), item);
            Sum += line.SumOf(item);
        }

        public bool TryRemove(TKey key)
        {
            var index = CountBefore(key);
            if (index == Items.Count || line.KeyOf(Items[index]).CompareTo(key) != 0)
            {
                return false;
            }

            Items.RemoveAt(index);
            // Anew: what rounding leaves over would add up in a block that is never empty.
            Sum = line.SumOf(Items, 0, Items.Count);
            return true;
        }

        /// <summary>Gives the second half to a block of its own.</summary>
        public Block Split()
        {
            var half = Items.Count / 2;
            var second = new Block(line);
            second.Items.AddRange(Items[half..]);
            second.Sum = line.SumOf(second.Items, 0, second.Items.Count);
            Items.RemoveRange(half, Items.Count - half);
            Sum = line.SumOf(Items, 0, half);
            return second;
        }

        public TSum Before(TKey key)
        {
            // What is asked for most is the place of what came last.
            var count = CountBefore(key);
            return count <= Items.Count / 2 ? line.SumOf(Items, 0, count) : Sum - line.SumOf(Items, count, Items.Count);
        }

        private int CountBefore(TKey key)
        {
            var (low, high) = (0, Items.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = line.KeyOf(Items[middle]).CompareTo(key) < 0 ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }

    private TKey KeyOf(TItem item) => keyOf(item);

    private TSum SumOf(TItem item) => sumOf(item);
}
