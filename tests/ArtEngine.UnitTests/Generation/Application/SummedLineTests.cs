using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class SummedLineTests
{
    [Fact]
    public void The_higher_priority_stands_first_and_then_who_came_first()
    {
        var line = NewLine();
        var jobs = new[] { Job(0, 1), Job(0, 2), Job(5, 3), Job(-1, 4), Job(5, 5) };
        Array.ForEach(jobs, line.Add);
        line.Items.Select(job => job.Place.Sequence).ShouldBe([3, 5, 1, 2, 4]);
        jobs.Select(job => line.Before(job.Place).Jobs).ShouldBe([2, 3, 0, 4, 1]);
        line.Before(Newest(0)).Jobs.ShouldBe(4);
        line.Before(Newest(10)).Jobs.ShouldBe(0);
    }

    /// <summary>
    /// Whatever is added and removed in whichever order, it is a sorted list; enough jobs for blocks to be split and emptied.
    /// </summary>
    [Fact]
    public void It_is_a_sorted_list_whatever_happens_to_it() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<(byte Priority, short Sequence, bool Removes)>().ListOf(3_000).ToArbitrary(),
        steps =>
        {
            var (line, expected) = (NewLine(), new SortedDictionary<QueuePlace, QueueEntry>());
            foreach (var (priority, sequence, removes) in steps)
            {
                var job = Job(priority % 3, sequence % 500);
                if (removes)
                {
                    line.Remove(job.Place).ShouldBe(expected.Remove(job.Place));
                }
                else if (expected.TryAdd(job.Place, job))
                {
                    line.Add(job);
                }

                // What it remembers of sums must be forgotten in time.
                if (sequence % 8 == 0)
                {
                    var count = expected.Keys.Count(place => place.CompareTo(job.Place) < 0);
                    line.Before(job.Place).ShouldBe(new Work(count, count * 2.0, 0));
                }
            }

            line.Count.ShouldBe(expected.Count);
            line.Total.ShouldBe(new Work(expected.Count, expected.Count * 2.0, 0));
            line.Items.Select(job => job.Place).ShouldBe(expected.Keys);
            var before = 0;
            foreach (var (place, job) in expected)
            {
                line.Before(place).ShouldBe(new Work(before, before * 2.0, 0));
                before++;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    /// <summary>A line that is never empty, for as long as it likes: of tenths no sum is exact.</summary>
    [Fact]
    public void What_rounding_leaves_over_does_not_add_up()
    {
        var line = NewLine();
        line.Add(Job(0, 1) with { ExpectedSeconds = 0.1 });
        for (var round = 0; round < 100_000; round++)
        {
            var passing = Job(1, 2) with { ExpectedSeconds = 1e6 + (0.1 * (round % 7)) };
            line.Add(passing);
            line.Remove(passing.Place);
        }

        line.Add(Job(0, 2) with { ExpectedSeconds = 0.1 });
        line.Before(Job(0, 2).Place).Seconds.ShouldBe(0.1, 1e-12);
        line.Total.Seconds.ShouldBe(0.2, 1e-12);
    }

    [Fact]
    public void Work_that_nobody_measured_is_counted_apart()
    {
        var line = NewLine();
        line.Add(Job(0, 1));
        line.Add(Job(0, 2) with { ExpectedSeconds = null });
        line.Before(Newest(0)).ShouldBe(new Work(2, 2, 1));
    }

    [Fact]
    public void Who_waited_for_hours_stands_before_a_higher_priority()
    {
        QueuePlace[] places = [Place(0, hour: 0), Place(10, hour: 9), Place(10, hour: 10), Place(0, hour: 1), Place(10, hour: 11)];
        places.Order().ShouldBe([places[1], places[2], places[0], places[4], places[3]]);

        static QueuePlace Place(int priority, int hour) =>
            new(ImageJob.RankOf(priority, DateTimeOffset.UnixEpoch.AddHours(hour)), priority, hour);
    }

    private static SummedLine<QueueEntry, QueuePlace, Work> NewLine() => new(job => job.Place, Work.Of);

    private static QueuePlace Newest(int priority) => new(0, priority, long.MaxValue);

    private static QueueEntry Job(int priority, long sequence) =>
        new(Guid.NewGuid(), Guid.NewGuid(), "txt2img", new(0, priority, sequence), JobStatus.Queued, 0) { ExpectedSeconds = 2 };
}
