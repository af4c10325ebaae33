using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

public sealed class EventStreamTests : IAsyncLifetime
{
    private Service _service = null!;

    public async Task InitializeAsync() => _service = await Service.StartAsync(settings: "--Generation:MaxStreamsPerUser=3");

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task A_job_is_told_from_its_acceptance_to_its_end()
    {
        _service.Simulator.Faults.Board.Slow = 100;
        var job = await _service.Client.SubmitAsync(Jobs.Request(steps: 20));
        using var stream = await EventStream.OpenAsync(_service.Client, job.GetProperty("urls").Text("events"));
        stream.ContentType.ShouldBe("text/event-stream");

        var events = await stream.ToEndAsync();

        Statuses(events).ShouldBe(["queued", "running", "succeeded"]);
        events[^1].Data.Text("status").ShouldBe("succeeded");
        events.Count(told => told.Name == "output").ShouldBe(1);
        var progress = events.Where(told => told.Name == "progress").Select(told => told.Data.GetProperty("value").GetDouble()).ToList();
        progress.Count.ShouldBeGreaterThan(1);
        progress.ShouldBeInOrder();
        progress[^1].ShouldBe(1);
        var preview = events.First(told => told.Name == "preview").Data;
        preview.Text("content_type").ShouldBe("image/png");
        preview.GetProperty("image").GetBytesFromBase64()[..4].ShouldBe([0x89, 0x50, 0x4e, 0x47]);
        var output = events.Single(told => told.Name == "output").Data;
        (await _service.Client.GetByteArrayAsync(output.Text("url"))).Length.ShouldBe(output.GetProperty("size_bytes").GetInt32());
    }

    [Fact]
    public async Task A_stream_that_is_cut_a_hundred_times_tells_everything_once_and_never_goes_back()
    {
        const int Cuts = 100;
        var random = new Random(42);
        _service.Simulator.Faults.Board.Slow = 250;
        var job = await _service.Client.SubmitAsync(Jobs.Request(steps: 40));
        var events = new List<StreamedEvent>();
        var cuts = 0;
        while (events.Count == 0 || !IsEnd(events[^1]))
        {
            using var stream = await EventStream.OpenAsync(
                _service.Client, job.GetProperty("urls").Text("events"), events.Count == 0 ? null : events[^1].Id);
            using var cut = cuts < Cuts
                ? new CancellationTokenSource(random.Next(0, 120))
                : new CancellationTokenSource(TimeSpan.FromSeconds(60));
            try
            {
                while (await stream.NextAsync(cut.Token) is { } told)
                {
                    events.Add(told);
                    if (cuts < Cuts && random.Next(2) == 0)
                    {
                        break;
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The cut.
            }

            // The render must not be over before the last cut.
            _service.Simulator.Faults.Board.Slow = ++cuts < Cuts ? 250 : 1;
        }

        cuts.ShouldBeGreaterThan(Cuts);
        Statuses(events).ShouldBe(["queued", "running", "succeeded"]);
        events.Where(told => told.Name == "output").Select(told => told.Data.Text("id")).Count().ShouldBe(1);
        events.Where(told => told.Name == "progress").Select(told => told.Data.GetProperty("value").GetDouble()).ShouldBeInOrder();
    }

    [Fact]
    public async Task After_the_end_there_is_nothing_left_to_tell()
    {
        var job = await _service.Client.SubmitAsync();
        await _service.Client.WaitForEndAsync(job.Text("id"));
        var path = job.GetProperty("urls").Text("events");
        using var late = await EventStream.OpenAsync(_service.Client, path);
        var events = await late.ToEndAsync();
        Statuses(events).ShouldBe(["queued", "running", "succeeded"]);

        using var again = await EventStream.OpenAsync(_service.Client, path, events[^1].Id);
        again.Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Another_users_job_is_not_there_and_its_pictures_are_not_seen()
    {
        using var stranger = _service.ClientOf(_service.Token("stranger"));
        using var socket = await ConnectAsync(_service.Token("stranger"));
        using var own = await ConnectAsync(_service.Token());
        _service.Simulator.Faults.Board.Slow = 20;
        var job = await _service.Client.SubmitAsync(Jobs.Request(steps: 5));
        var seen = socket.ReceiveAsync(new byte[64 * 1024], CancellationToken.None);

        var (header, image) = await ReceiveAsync(own);

        header.Text("job_id").ShouldBe(job.Text("id"));
        header.GetProperty("steps").GetDouble().ShouldBe(5);
        header.Text("content_type").ShouldBe("image/png");
        image[..4].ShouldBe([0x89, 0x50, 0x4e, 0x47]);
        using var foreign = await stranger.GetAsync(job.GetProperty("urls").Text("events"));
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await _service.Client.WaitForEndAsync(job.Text("id"));
        seen.IsCompleted.ShouldBeFalse();
        socket.Abort();
        await Should.ThrowAsync<Exception>(seen);
    }

    [Fact]
    public async Task Nobody_holds_more_streams_than_allowed_and_a_seat_is_free_again()
    {
        _service.Simulator.Faults.Board.Hold.Set(closed: true);
        var job = await _service.Client.SubmitAsync();
        var path = job.GetProperty("urls").Text("events");
        using (var one = await EventStream.OpenAsync(_service.Client, path))
        using (var two = await EventStream.OpenAsync(_service.Client, $"{path}"))
        using (var three = await ConnectAsync(_service.Token()))
        {
            using var refused = await _service.Client.GetAsync(path);
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await refused.JsonAsync()).Text("code").ShouldBe("too_many_streams");
            using var stranger = _service.ClientOf(_service.Token("stranger"));
            using var other = await stranger.GetAsync(path);
            other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        for (var end = DateTimeOffset.UtcNow.AddSeconds(20); ; await Task.Delay(20))
        {
            using var free = await EventStream.OpenAsync(_service.Client, path);
            if (free.Status == HttpStatusCode.OK)
            {
                break;
            }

            DateTimeOffset.UtcNow.ShouldBeLessThan(end);
        }
    }

    [Fact]
    public async Task The_token_may_stand_in_the_query_and_without_one_nothing_is_told()
    {
        var job = await _service.Client.SubmitAsync();
        using var anonymous = _service.ClientOf(token: null);
        var path = job.GetProperty("urls").Text("events");

        using var refused = await anonymous.GetAsync(path);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var stream = await EventStream.OpenAsync(anonymous, $"{path}?access_token={_service.Token()}");
        Statuses(await stream.ToEndAsync())[^1].ShouldBe("succeeded");
    }

    internal static IReadOnlyList<string> Statuses(IEnumerable<StreamedEvent> events) =>
        [.. events.Where(told => told.Name == "status").Select(told => told.Data.Text("status"))];

    private static bool IsEnd(StreamedEvent told) => told.Name == "status" && told.Data.Text("status") is "succeeded" or "failed";

    private async Task<ClientWebSocket> ConnectAsync(string token)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new Uri($"ws://{_service.Address.Authority}/websocket/preview?access_token={token}"), CancellationToken.None);
        return socket;
    }

    private static async Task<(JsonElement Header, byte[] Image)> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var (buffer, count) = (new byte[256 * 1024], 0);
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(count), patience.Token);
            part.MessageType.ShouldBe(WebSocketMessageType.Binary);
            count += part.Count;
        }
        while (!part.EndOfMessage);
        var length = BinaryPrimitives.ReadInt32BigEndian(buffer);
        return (JsonElement.Parse(buffer.AsSpan(4, length)), buffer[(4 + length)..count]);
    }
}
