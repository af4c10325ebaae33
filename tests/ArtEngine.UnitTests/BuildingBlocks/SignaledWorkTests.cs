using ArtEngine.BuildingBlocks;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class SignaledWorkTests
{
    private readonly TaskCompletionSource<int> _work = new();

    [Fact]
    public async Task Whoever_is_woken_sees_that_the_work_is_over()
    {
        Task<int>? work = null;
        var signals = new Listening(() => work!.IsCompleted);
        work = signals.Begin("a", () => _work.Task);
        signals.Seen.IsCompleted.ShouldBeFalse();
        _work.SetResult(1);
        (await work).ShouldBe(1);
        (await signals.Seen).ShouldBeTrue();
    }

    [Fact]
    public async Task Work_that_answers_nothing_is_over_as_well()
    {
        Task? work = null;
        var signals = new Listening(() => work!.IsCompleted);
        work = signals.Begin("a", () => (Task)_work.Task);
        _work.SetResult(1);
        await work;
        (await signals.Seen).ShouldBeTrue();
    }

    [Fact]
    public async Task Work_that_fails_is_signaled_as_well()
    {
        Task<int>? work = null;
        var signals = new Listening(() => work!.IsFaulted);
        work = signals.Begin("a", () => _work.Task);
        _work.SetException(new InvalidOperationException());
        await Should.ThrowAsync<InvalidOperationException>(() => work);
        (await signals.Seen).ShouldBeTrue();
    }

    [Fact]
    public async Task What_fails_at_once_fails_in_its_task()
    {
        var signals = new Listening(() => true);
        var work = signals.Begin<int>("a", () => throw new InvalidOperationException());
        await Should.ThrowAsync<InvalidOperationException>(() => work);
        (await signals.Seen).ShouldBeTrue();
    }

    /// <summary>Looks at something when it is notified.</summary>
    private sealed class Listening(Func<bool> look) : ISignals
    {
        private readonly TaskCompletionSource<bool> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<bool> Seen => _seen.Task;

        public bool ReachEveryNode => true;

        public void Notify(string topic) => NotifyLocal(topic);

        public void NotifyLocal(string topic) => _seen.SetResult(look());

        public ISignalSubscription Subscribe(params IReadOnlyList<string> topics) => throw new NotSupportedException();
    }
}
