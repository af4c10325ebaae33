using ArtEngine.Generation.Application;
using ArtEngine.Generation.Infrastructure.Live;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class LiveBoardTests
{
    [Fact]
    public void Progress_never_goes_back() => Prop.ForAll(Gen.Choose(0, 100).ArrayOf().ToArbitrary(), percents =>
    {
        var board = new LiveBoard();
        var job = Guid.NewGuid();
        var last = 0.0;
        foreach (var percent in percents)
        {
            board.Report(job, new(percent / 100.0, percent / 10, 10, $"{percent}", percent, 100));
            var shown = board.Find(job)!;
            if (shown.Value < last || shown.Value != Math.Max(last, percent / 100.0) || shown.CurrentNode != $"{percent}" || shown.NodesDone != (int)Math.Round(shown.Value * 100) / 10)
            {
                return false;
            }

            last = shown.Value;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_forgotten_job_begins_anew_and_others_keep_theirs()
    {
        var board = new LiveBoard();
        var (gone, other) = (Guid.NewGuid(), Guid.NewGuid());
        board.Report(gone, At(0.9));
        board.Report(other, At(0.5));
        board.Forget(gone);
        board.Find(gone).ShouldBeNull();
        board.Report(gone, At(0.1));
        board.Find(gone)!.Value.ShouldBe(0.1);
        board.Find(other)!.Value.ShouldBe(0.5);
    }

    private static JobProgress At(double value) => new(value, 0, 10, null, 0, 1);
}
