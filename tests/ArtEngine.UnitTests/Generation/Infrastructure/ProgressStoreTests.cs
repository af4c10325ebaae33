using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Infrastructure.Tracking;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class ProgressStoreTests
{
    [Fact]
    public void Progress_never_goes_back() => Prop.ForAll(Gen.Choose(0, 100).ArrayOf().ToArbitrary(), percents =>
    {
        var board = new ProgressStore();
        var job = Guid.NewGuid();
        var last = 0.0;
        foreach (var percent in percents)
        {
            board.Report(job, new(percent / 100.0, percent / 10, 10, $"{percent}", percent, 100));
            var shown = board.Find(job)!;
            if (shown.Value < last || shown.Value != Math.Max(last, percent / 100.0) || shown.CurrentNode != $"{percent}" ||
                shown.NodesDone != (int)Math.Round(shown.Value * 100) / 10)
            {
                return false;
            }

            last = shown.Value;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_forgotten_job_begins_anew_without_going_back_and_others_keep_theirs()
    {
        var board = new ProgressStore();
        var (gone, other) = (Guid.NewGuid(), Guid.NewGuid());
        board.Report(gone, At(0.9));
        board.Report(other, At(0.5));
        board.Forget(gone);
        board.Find(gone).ShouldBeNull();
        board.Report(gone, At(0.1));
        board.Find(gone)!.Value.ShouldBe(0.9);
        board.Find(other)!.Value.ShouldBe(0.5);
    }

    [Fact]
    public async Task Pictures_are_told_to_their_owner_alone_and_a_slow_one_misses_the_oldest()
    {
        var board = new ProgressStore();
        var (owner, stranger, job) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        board.Show(Picture(job, owner, 1));
        await using var pictures = board.FollowPreviewsAsync(owner, default).GetAsyncEnumerator();
        await using var others = board.FollowPreviewsAsync(stranger, default).GetAsyncEnumerator();
        var nothing = others.MoveNextAsync();
        (await pictures.MoveNextAsync()).ShouldBeTrue();
        pictures.Current.Step.ShouldBe(1);

        for (var step = 2; step <= 10; step++)
        {
            board.Show(Picture(job, owner, step));
        }

        foreach (var step in new[] { 7, 8, 9, 10 })
        {
            (await pictures.MoveNextAsync()).ShouldBeTrue();
            pictures.Current.Step.ShouldBe(step);
        }

        nothing.IsCompleted.ShouldBeFalse();
        board.FindPreview(job)!.Step.ShouldBe(10);
        board.Forget(job);
        board.FindPreview(job).ShouldBeNull();
        board.Show(Picture(job, stranger, 11));
        (await nothing).ShouldBeTrue();
    }

    private static JobPreview Picture(Guid jobId, Guid userId, int step) =>
        new(jobId, userId, "5", step, 20, "image/png", new byte[] { 1 });

    private static JobProgress At(double value) => new(value, 0, 10, null, 0, 1);
}
