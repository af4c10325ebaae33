using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>Jobs that take uploaded pictures.</summary>
public sealed class LanePictureTests
{
    private static readonly string Name = NameOf('a');

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_canceled_or_taken_back_while_its_picture_is_on_its_way_is_not_sent(bool isTakenBack)
    {
        await using var bench = new LaneHarness();
        var arrived = new TaskCompletionSource();
        bench.Server.Uploading = arrived.Task;
        var job = bench.QueueWithPicture();
        await bench.StartAsync();
        if (isTakenBack)
        {
            bench.Backends.All[0].Turn(BackendState.Disabled);
            await bench.TurnAsync(Topics.Backends);
        }
        else
        {
            job.Cancel(Samples.Noon);
            await bench.TurnAsync(Topics.Cancels);
        }

        // From where what waits for it goes on at once.
        await Task.Run(arrived.SetResult);
        await bench.UntilAsync(() => job.OpenAttemptId is null);
        job.Status.ShouldBe(isTakenBack ? JobStatus.Queued : JobStatus.Canceled);
        bench.Server.Uploaded.ShouldHaveSingleItem();
        bench.Server.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_picture_goes_first_and_the_graph_has_the_name_that_the_server_answered()
    {
        await using var bench = new LaneHarness();
        bench.Server.OnUpload = name =>
        {
            bench.Server.Submitted.ShouldBeEmpty();
            return $"renamed {name}";
        };
        var job = bench.QueueWithPicture();
        await bench.StartAsync();
        await bench.UntilAsync(() => bench.Server.Submitted.Count == 1);

        bench.Server.Uploaded.ShouldBe([Name]);
        bench.Server.Submitted.ShouldBe([job.OpenAttemptId!.Value]);
        bench.Server.Graphs.ShouldBe(
            ["""{"4":{"class_type":"LoadImage","inputs":{"image":"renamed NAME","text":"{upload}"}},"9":{"inputs":{"seed":18446744073709551615}}}""".Replace("NAME", Name, StringComparison.Ordinal)]);
    }

    [Fact]
    public async Task What_the_server_has_is_not_written_anew_until_it_may_be_another_process()
    {
        await using var bench = new LaneHarness { Depth = 4 };
        bench.QueueWithPicture();
        bench.QueueWithPicture();
        bench.QueueWithPicture('b');
        await bench.StartAsync();
        await bench.UntilAsync(() => bench.Server.Submitted.Count == 3);
        bench.Server.Uploaded.Order().ShouldBe([NameOf('a'), NameOf('b')]);

        await bench.TellAsync(new ConnectionLost());
        bench.QueueWithPicture();
        await bench.TurnAsync(Topics.Lanes);
        await bench.UntilAsync(() => bench.Server.Submitted.Count == 4);
        bench.Server.Uploaded.Count.ShouldBe(3);
    }

    [Fact]
    public async Task While_the_store_is_away_the_job_waits_and_neither_its_server_nor_others_suffer()
    {
        await using var bench = new LaneHarness();
        var job = bench.QueueWithPicture();
        bench.Store.IsFull = true;
        await bench.StartAsync();
        var other = bench.Queue();
        await bench.TurnAsync(Topics.Lanes);
        bench.Server.Submitted.ShouldBe([other.OpenAttemptId!.Value]);
        bench.Server.Prompts.Remove(other.OpenAttemptId!.Value);
        await bench.UntilAsync(() => bench.Clock.GetUtcNow() - Samples.Noon > TimeSpan.FromMinutes(2));
        (job.Status, job.AttemptCount, bench.Backends.All[0].Trouble).ShouldBe((JobStatus.Queued, 1, null));

        bench.Store.IsFull = false;
        await bench.UntilAsync(() => bench.Server.Submitted.Contains(job.OpenAttemptId!.Value));
        job.AttemptCount.ShouldBe(1);
    }

    [Fact]
    public async Task A_store_that_is_away_for_an_hour_fails_the_job()
    {
        await using var bench = new LaneHarness();
        var job = bench.QueueWithPicture();
        bench.Store.IsFull = true;
        await bench.StartAsync();
        await bench.TurnAsync();
        bench.Clock.Advance(TimeSpan.FromHours(1));
        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.ErrorCode).ShouldBe((JobStatus.Failed, "storage"));
        bench.Server.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_picture_that_is_gone_fails_the_job_after_another_try()
    {
        await using var bench = new LaneHarness();
        var job = bench.QueueWithPicture();
        bench.Uploads.All.Clear();
        await bench.StartAsync();
        await bench.UntilAsync(() => job.HasEnded);
        (job.Status, job.ErrorCode, job.ErrorNodeId, job.AttemptCount).ShouldBe((JobStatus.Failed, "input_missing", "4", 2));
        bench.Server.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_breaks_pictures_off_time_and_again_loses_the_job()
    {
        await using var bench = new LaneHarness();
        bench.Server.OnUpload = _ => throw new RenderServerUnavailableException("the connection was reset");
        var job = bench.QueueWithPicture();
        await bench.StartAsync();
        await bench.UntilAsync(() => job.AttemptCount == 2);
        bench.Server.Uploaded.Count.ShouldBeGreaterThanOrEqualTo(3);
        job.Attempts[0].FaultCode.ShouldBe("backend_lost");
        bench.Server.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_prompt_that_may_have_arrived_is_looked_up_and_not_sent_again()
    {
        await using var bench = new LaneHarness();
        bench.Server.OnSubmit = promptId =>
        {
            bench.Server.Prompts[promptId] = new RenderState.Running();
            throw new RenderServerUnavailableException("no answer in time");
        };
        var job = bench.QueueWithPicture();
        await bench.StartAsync();
        await bench.UntilAsync(() => job.Status == JobStatus.Running);
        (bench.Server.Submitted.Count, job.AttemptCount).ShouldBe((1, 1));
    }

    [Fact]
    public async Task What_its_owner_cancels_before_it_is_sent_is_not_sent()
    {
        await using var bench = new LaneHarness();
        var job = bench.QueueWithPicture();
        bench.Store.IsFull = true;
        await bench.StartAsync();
        await bench.TurnAsync();
        job.Cancel(bench.Clock.GetUtcNow());
        await bench.TurnAsync(Topics.Cancels);
        bench.Store.IsFull = false;
        await bench.UntilAsync(() => job.HasEnded);
        job.Status.ShouldBe(JobStatus.Canceled);
        bench.Server.Uploaded.ShouldBeEmpty();
        bench.Server.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lane_that_was_taken_over_sends_no_picture()
    {
        var bench = new LaneHarness();
        var job = bench.QueueWithPicture();
        bench.Store.IsFull = true;
        await bench.StartAsync();
        await bench.TurnAsync();
        bench.Clock.Advance(Backend.LaneLifetime);
        (await bench.Backends.TryTakeAsync(bench.Server.Name, default)).ShouldNotBeNull();
        bench.Store.IsFull = false;
        await Should.ThrowAsync<LaneLostException>(async () => await bench.TurnsAsync(5));
        bench.Server.Uploaded.ShouldBeEmpty();
        job.HasEnded.ShouldBeFalse();
    }

    private static string NameOf(char hash) => $"art-engine-{new string(hash, 64)}.png";
}
