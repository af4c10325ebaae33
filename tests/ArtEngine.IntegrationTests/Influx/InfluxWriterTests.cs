using System.Diagnostics;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.Simulator;
using ArtEngine.Telemetry.Infrastructure.Influx;

namespace ArtEngine.IntegrationTests.Influx;

/// <summary>What becomes of points when the database says no, by a clock of the test's own.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class InfluxWriterTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualClock _clock = new();
    private readonly PointBuffer _points = new();
    private readonly LogLines<InfluxWriter> _log = new();
    private readonly List<DateTimeOffset> _writtenAt = [];
    private readonly Uri _address = ServerProcess.FreeAddress();
    private StubInflux _database = null!;
    private InfluxClient _client = null!;
    private InfluxWriter _writer = null!;

    public async Task InitializeAsync()
    {
        _database = await StubInflux.StartAsync(_address);
        _database.AtWrite = _ =>
        {
            _writtenAt.Add(_clock.GetUtcNow());
            return Task.CompletedTask;
        };
        _client = new(new() { Url = $"{_address}", Token = "secret", Org = "an org", Bucket = "b&c" }, _clock);
        _writer = new(_points, _client, _clock, _log);
        await _writer.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _writer.StopAsync(CancellationToken.None);
        await _database.DisposeAsync();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task Points_go_together_zipped_to_org_and_bucket_with_the_token()
    {
        Add("m f=1i 1", "m f=2i 2");

        await RunUntilTakenAsync(2);

        var write = _database.Writes.ShouldHaveSingleItem();
        write.Lines.ShouldBe(["m f=1i 1", "m f=2i 2"]);
        write.Query.ShouldBe("?org=an%20org&bucket=b%26c&precision=ns");
        write.Token.ShouldBe("Token secret");
    }

    [Fact]
    public async Task No_write_has_more_than_five_thousand_points()
    {
        Add([.. Enumerable.Range(0, 12_000).Select(number => $"m f={number}i {number}")]);

        await RunUntilTakenAsync(12_000);

        _database.Writes.Select(write => write.Lines.Length).ShouldBe([5_000, 5_000, 2_000]);
        _database.Taken.ShouldBe(Enumerable.Range(0, 12_000).Select(number => $"m f={number}i {number}"));
    }

    [Fact]
    public async Task A_rejected_batch_is_dropped_with_its_reason_and_the_next_one_goes()
    {
        _database.Answers.Enqueue((400, null, """{"code":"invalid","message":"unable to parse 'm'"}"""));
        Add("m");
        await RunUntilAsync(() => _database.Writes.Count == 1);

        Add("m f=1i 1");
        await RunUntilTakenAsync(1);

        _database.Writes.Count.ShouldBe(2);
        _log.Lines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            line => line.ShouldContain("rejected 1 points"), line => line.ShouldContain("unable to parse 'm'"));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task A_wrong_setting_is_told_once_and_the_points_wait_for_it_to_be_mended(int status)
    {
        for (var times = 0; times < 3; times++)
        {
            _database.Answers.Enqueue((status, null, "not you"));
        }

        Add("m f=1i 1");

        await RunUntilTakenAsync(1);

        Waits().ShouldAllBe(wait => wait == TimeSpan.FromMinutes(1));
        Waits().Count.ShouldBe(3);
        _log.Lines.Count(line => line.Contains($"{status} not you")).ShouldBe(1);
        _log.Lines.ShouldNotContain(line => line.Contains("secret"));
    }

    [Fact]
    public async Task A_database_that_says_when_to_come_again_is_obeyed()
    {
        _database.Answers.Enqueue((429, "7", ""));
        _database.Answers.Enqueue((503, "11", ""));
        Add("m f=1i 1");

        await RunUntilTakenAsync(1);

        Waits().ShouldBe([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(11)]);
    }

    [Fact]
    public async Task A_database_that_says_at_what_time_to_come_again_is_obeyed()
    {
        _database.Answers.Enqueue((429, $"{_clock.GetUtcNow().AddSeconds(40):R}", ""));
        Add("m f=1i 1");

        await RunUntilTakenAsync(1);

        // The time has no fractions of seconds, and some went by before it was answered.
        Waits().ShouldHaveSingleItem().TotalSeconds.ShouldBeInRange(35, 40);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public async Task A_database_that_wants_it_at_once_gets_it_after_a_second(string retryAfter)
    {
        _database.Answers.Enqueue((503, retryAfter, ""));
        Add("m f=1i 1");

        await RunUntilTakenAsync(1);

        Waits().ShouldBe([TimeSpan.FromSeconds(1)]);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("99999999999999")]
    public async Task A_database_that_says_no_time_gets_it_after_a_moment(string retryAfter)
    {
        _database.Answers.Enqueue((503, retryAfter, "busy"));
        Add("m f=1i 1");

        await RunUntilTakenAsync(1);

        Waits().ShouldHaveSingleItem().TotalSeconds.ShouldBeInRange(0.8, 1.2);
        _log.Lines[0].ShouldEndWith("later: 503 busy");
    }

    [Fact]
    public async Task Errors_of_the_database_are_waited_for_longer_each_time_up_to_a_minute()
    {
        for (var times = 0; times < 9; times++)
        {
            _database.Answers.Enqueue((503, null, ""));
        }

        Add("m f=1i 1");

        await RunUntilTakenAsync(1);

        var expected = new double[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
        foreach (var (wait, seconds) in Waits().Zip(expected))
        {
            wait.TotalSeconds.ShouldBeInRange(seconds * 0.8, seconds * 1.2);
        }

        _log.Lines.ShouldBe(["InfluxDB takes no points; they are kept and sent later: 503", "InfluxDB takes points again"]);
    }

    [Fact]
    public async Task Points_of_an_outage_arrive_after_it()
    {
        await _database.DisposeAsync();
        Add("m f=1i 1");
        await RunUntilAsync(() => _log.Lines.Count == 1);
        Add("m f=2i 2");

        _database = await StubInflux.StartAsync(_address);
        await RunUntilTakenAsync(2);

        _database.Taken.ShouldBe(["m f=1i 1", "m f=2i 2"]);
    }

    [Fact]
    public async Task In_a_long_outage_the_oldest_points_are_dropped_counted_and_told()
    {
        _database.Answers.Enqueue((503, null, ""));
        Add("first f=1i 1");
        await RunUntilAsync(() => _database.Writes.Count == 1);

        Add([.. Enumerable.Range(0, PointBuffer.Capacity + 10).Select(number => $"m f={number}i {number}")]);
        await RunUntilTakenAsync(PointBuffer.Capacity + 1);

        _points.Dropped.ShouldBe(10);
        _database.Taken.First().ShouldBe("first f=1i 1");
        _database.Taken.Skip(1).First().ShouldBe("m f=10i 10");
        _log.Lines.ShouldContain("10 points had to be dropped because InfluxDB did not take them, 10 since the start");
    }

    [Fact]
    public async Task A_stop_sends_what_is_left()
    {
        Add("m f=1i 1");

        await _writer.StopAsync(CancellationToken.None);

        _database.Taken.ShouldBe(["m f=1i 1"]);
    }

    [Fact]
    public async Task A_stop_does_not_wait_long_for_a_database_that_hangs()
    {
        _database.AtWrite = token => Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
        var points = new PointBuffer();
        points.Add("m f=1i 1");
        using var writer = new InfluxWriter(points, _client, TimeProvider.System, _log);
        await writer.StartAsync(CancellationToken.None);
        var stopping = Stopwatch.StartNew();

        await writer.StopAsync(CancellationToken.None);

        stopping.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
    }

    private void Add(params string[] lines)
    {
        foreach (var line in lines)
        {
            _points.Add(line);
        }
    }

    private List<TimeSpan> Waits() => [.. _writtenAt.Zip(_writtenAt.Skip(1), (first, second) => second - first)];

    private Task RunUntilTakenAsync(int count) => RunUntilAsync(() => _database.Taken.Count() >= count);

    private async Task RunUntilAsync(Func<bool> reached)
    {
        for (var waited = Stopwatch.StartNew(); !reached(); await Task.Delay(2))
        {
            waited.Elapsed.ShouldBeLessThan(Patience);
            _clock.GoToNext();
        }
    }
}
