using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Contracts;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class WaitingLineTests
{
    [Fact]
    public void The_higher_priority_stands_first_and_then_who_came_first()
    {
        var line = new WaitingLine();
        var jobs = new[] { Job(0, 1), Job(0, 2), Job(5, 3), Job(-1, 4), Job(5, 5) };
        Array.ForEach(jobs, line.Add);
        line.Take(10).Select(job => job.Place.Sequence).ShouldBe([3, 5, 1, 2, 4]);
        jobs.Select(job => line.Before(job.Place).Jobs).ShouldBe([2, 3, 0, 4, 1]);
        line.Before(QueuePlace.Newest(0)).Jobs.ShouldBe(4);
        line.Before(QueuePlace.Newest(10)).Jobs.ShouldBe(0);
    }

    /// <summary>
    /// Whatever is added and removed in whichever order, it is a sorted list; enough jobs for blocks to be split and emptied.
    /// </summary>
    [Fact]
    public void It_is_a_sorted_list_whatever_happens_to_it() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<(byte Priority, short Sequence, bool Removes)>().ListOf(3_000).ToArbitrary(),
        steps =>
        {
            var (line, expected) = (new WaitingLine(), new SortedDictionary<QueuePlace, QueueEntry>());
            foreach (var (priority, sequence, removes) in steps)
            {
                var job = Job(priority % 3, sequence % 500);
                if (removes)
                {
                    line.Remove(job).ShouldBe(expected.Remove(job.Place));
                }
                else if (expected.TryAdd(job.Place, job))
                {
                    line.Add(job);
                }
            }

            line.Count.ShouldBe(expected.Count);
            line.Take(int.MaxValue).Select(job => job.Place).ShouldBe(expected.Keys);
            var before = 0;
            foreach (var (place, job) in expected)
            {
                line.Before(place).ShouldBe(new Work(before, before * 2.0, 0));
                before++;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void Work_that_nobody_measured_is_counted_apart()
    {
        var line = new WaitingLine();
        line.Add(Job(0, 1));
        line.Add(Job(0, 2) with { ExpectedSeconds = null });
        line.Before(QueuePlace.Newest(0)).ShouldBe(new Work(2, 2, 1));
    }

    private static QueueEntry Job(int priority, long sequence) =>
        new(Guid.NewGuid(), Guid.NewGuid(), "txt2img", new(priority, sequence), JobStatus.Queued, 0) { ExpectedSeconds = 2 };
}
