using System.Text;
using System.Text.Json;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Infrastructure.ComfyUi;
using ArtEngine.UnitTests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Generation.ComfyUi;

/// <summary>Servers that begin an answer and do not end it, close what they opened, or say what no ComfyUI says.</summary>
public sealed class StubbornServerTests
{
    private static readonly Dictionary<string, string> NoHeaders = [];
    private readonly FakeClock _clock = new(Samples.Noon);

    [Fact]
    public async Task An_answer_about_the_queue_that_stops_after_its_headers_says_that_the_server_is_away()
    {
        await using var raw = new RawServer(_ => RawServer.Head(100));
        using var server = Connect(raw);
        var asking = server.ReadQueueAsync(default);
        await raw.UntilAskedAsync(1);
        await AdvanceUntilAsync(asking, TimeSpan.FromSeconds(60));
        (await Should.ThrowAsync<RenderServerUnavailableException>(asking)).IsGone.ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_to_a_prompt_that_stops_after_its_headers_is_unclear_and_nothing_else()
    {
        await using var raw = new RawServer(_ => RawServer.Head(100));
        using var server = Connect(raw);
        var lease = new LaneLease("raw", 1, _clock.GetTimestamp(), _clock);
        var sending = server.SubmitAsync(new(Guid.NewGuid(), "{}"), lease, default);
        await raw.UntilAskedAsync(1);
        await AdvanceUntilAsync(sending, TimeSpan.FromSeconds(60));
        await Should.ThrowAsync<RenderAnswerException>(sending);
    }

    [Theory]
    [InlineData("")]
    [InlineData("half a picture")]
    public async Task A_file_that_stops_coming_is_the_trouble_of_that_file(string begun)
    {
        await using var raw = new RawServer(_ => RawServer.Head(1_000, "image/png") + begun);
        using var server = Connect(raw);
        await using var content = (await server.OpenAsync(new("9", "images", 0, "a.png", "", "output"), default))!;
        var reading = content.Bytes.CopyToAsync(new MemoryStream());
        await AdvanceUntilAsync(reading, TimeSpan.FromSeconds(60));
        await Should.ThrowAsync<RenderAnswerException>(reading);
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(400, true)]
    [InlineData(403, true)]
    [InlineData(302, false)]
    public async Task A_refusal_about_one_thing_says_nothing_of_the_server(int status, bool isFinal)
    {
        await using var raw =
            new RawServer(_ => $"HTTP/1.1 {status} No\r\nLocation: http://127.0.0.1:1/\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        using var server = Connect(raw);
        var file = new RenderedFile("9", "images", 0, "../a.png", "", "output");
        (await Should.ThrowAsync<RenderAnswerException>(server.OpenAsync(file, default))).IsFinal.ShouldBe(isFinal);
        await Should.ThrowAsync<RenderAnswerException>(server.FindEndAsync(Guid.NewGuid(), default));
        await Should.ThrowAsync<RenderAnswerException>(server.Catalog.DescribeAsync("KSampler", TimeSpan.Zero, default));
        await Should.ThrowAsync<RenderServerUnavailableException>(server.ReadQueueAsync(default));
    }

    [Theory]
    [InlineData("[]"), InlineData("null"), InlineData("7"), InlineData("\"text\""), InlineData(""), InlineData("{"), InlineData("<html>"),
        InlineData("{\"queue_running\":7}")]
    [InlineData("{\"queue_running\":[[]],\"queue_pending\":null}")]
    public async Task Whatever_is_answered_instead_of_the_queue_is_an_absence(string body)
    {
        await using var raw = new RawServer(_ => RawServer.Head(body.Length) + body);
        using var server = Connect(raw);
        await Should.ThrowAsync<RenderServerUnavailableException>(server.ReadQueueAsync(default));
        if (!body.StartsWith("{\"", StringComparison.Ordinal))
        {
            await Should.ThrowAsync<RenderAnswerException>(server.Catalog.DescribeAsync("KSampler", TimeSpan.Zero, default));
        }
    }

    [Fact]
    public void A_history_that_is_nested_deeper_than_readers_go_by_default_is_read()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 500)) + string.Concat(Enumerable.Repeat("]", 500));
        var entry = $$$"""{"outputs":{"9":{"images":[{"filename":"a.png"}],"deep":{{{deep}}}}},"status":{"status_str":"success","messages":[]}}""";
        using var json = LenientJson.Parse(Encoding.UTF8.GetBytes(entry));
        ComfyUiHistory.Read(json.RootElement).ShouldBeOfType<RenderState.Finished>().Files.Single().FileName.ShouldBe("a.png");
    }

    [Fact]
    public void Entries_that_name_no_file_are_none_and_a_file_without_a_folder_is_an_output()
    {
        using var json = JsonDocument.Parse(
            """{"images":[{"filename":null},{"filename":7},{"filename":""},{},null,"x",{"filename":"a.png"},{"filename":"b.png","type":"elsewhere"},{"filename":"c.png","type":null}]}""");
        ComfyUiOutputs.Read("9", json.RootElement).Select(file => (file.FileName, file.Folder, file.IsKept))
            .ShouldBe([("a.png", "output", true), ("b.png", "elsewhere", false), ("c.png", "output", true)]);
    }

    [Fact]
    public async Task A_connection_that_dies_by_its_keep_alive_is_made_anew()
    {
        await using var raw = new RawServer(RawServer.Upgrade);
        var socket = new ComfyUiSocket(raw.Address, NoHeaders, () => { }, TimeProvider.System, NullLogger<ComfyUiSocket>.Instance)
        {
            KeepAliveInterval = TimeSpan.FromMilliseconds(50),
        };
        using var end = new CancellationTokenSource();
        var following = socket.FollowAsync(end.Token);
        await raw.UntilAskedAsync(2);
        following.IsCompleted.ShouldBeFalse();
        await end.CancelAsync();
        await following;
    }

    [Fact]
    public async Task A_proxy_that_passes_no_WebSockets_on_is_told_of()
    {
        await using var raw = new RawServer(_ => "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        var socket = new ComfyUiSocket(raw.Address, NoHeaders, () => { }, TimeProvider.System, NullLogger<ComfyUiSocket>.Instance);
        using var end = new CancellationTokenSource();
        var following = socket.FollowAsync(end.Token);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (socket.Trouble is null)
        {
            await Task.Delay(10, patience.Token);
        }

        socket.Trouble.ShouldStartWith("Its events cannot be followed");
        await end.CancelAsync();
        await following;
    }

    [Fact]
    public async Task Prompts_that_are_sent_while_there_is_no_connection_carry_the_id_of_the_next_one()
    {
        var mayConnect = false;
        await using var raw = new RawServer(request => mayConnect ? RawServer.Upgrade(request) : null);
        var socket = new ComfyUiSocket(
            new($"http://127.0.0.1:1/"), NoHeaders, () => { }, TimeProvider.System, NullLogger<ComfyUiSocket>.Instance);
        using var end = new CancellationTokenSource();
        var id = socket.ClientId;
        // Nobody listens there: no server knows the id yet.
        var following = socket.FollowAsync(end.Token);
        await Task.Delay(300);
        socket.ClientId.ShouldBe(id);
        await end.CancelAsync();
        await following;

        mayConnect = true;
        var connected = new ComfyUiSocket(raw.Address, NoHeaders, () => { }, TimeProvider.System, NullLogger<ComfyUiSocket>.Instance);
        using var stop = new CancellationTokenSource();
        var sent = connected.ClientId;
        var listening = connected.FollowAsync(stop.Token);
        await raw.UntilAskedAsync(1);
        raw.Requests[0].ShouldContain($"clientId={sent}");
        await stop.CancelAsync();
        await listening;
    }

    [Fact]
    public void Nodes_that_others_made_while_they_ran_do_not_count_as_nodes_of_the_graph()
    {
        var progressed = ComfyUiEvents.Read(Encoding.UTF8.GetBytes(
            """
            {"type":"progress_state","data":{"prompt_id":"00000000-0000-0000-0000-000000000001","nodes":{
              "1":{"state":"finished","value":1,"max":1,"parent_node_id":null},
              "5.0.0.1":{"state":"finished","value":1,"max":1,"parent_node_id":"5","display_node_id":"5"},
              "57:58:3":{"state":"finished","value":1,"max":1},
              "5.0.0.2":{"state":"running","value":3,"max":9,"parent_node_id":"5","display_node_id":"5"}}}}
            """)).ShouldBeOfType<RenderProgressed>();
        (progressed.NodesDone, progressed.CurrentNode, progressed.Step).ShouldBe((2, "5", 0));
    }

    [Theory]
    [InlineData("MemoryError", "", FaultCodes.OutOfMemory, "MemoryError")]
    [InlineData("torch.OutOfMemoryError", "Allocation failed", FaultCodes.OutOfMemory, "Allocation failed")]
    [InlineData("AssertionError", "", FaultCodes.NodeError, "AssertionError")]
    public void An_error_without_text_is_told_by_its_type_and_memory_has_a_name_of_its_own(
        string type, string message, string code, string told)
    {
        var error = JsonSerializer.Serialize(
            new { exception_type = type, exception_message = message, node_id = "3", node_type = "KSampler" });
        using var json = JsonDocument.Parse($$$"""{"outputs":{},"status":{"status_str":"error","messages":[["execution_error",{{{error}}}]]}}""");
        var fault = ComfyUiHistory.Read(json.RootElement).ShouldBeOfType<RenderState.Failed>().Fault;
        (fault.Code, fault.Message).ShouldBe((code, told));
    }

    [Theory]
    [InlineData("latent2rgb", true)]
    [InlineData(null, false)]
    public async Task The_method_of_previews_goes_with_each_prompt_unless_it_is_switched_off(string? method, bool isSent)
    {
        await using var raw = new RawServer(_ => null);
        using var server = Connect(raw, method);
        await Should.ThrowAsync<RenderServerUnavailableException>(
            server.SubmitAsync(new(Guid.NewGuid(), "{}"), new LaneLease("raw", 1, _clock.GetTimestamp(), _clock), default));
        raw.Requests[0].Contains("\"extra_data\":{\"preview_method\":\"latent2rgb\"}", StringComparison.Ordinal).ShouldBe(isSent);
    }

    private ComfyUiServer Connect(RawServer raw, string? previewMethod = null) => new(
        "raw", new(raw.Address, NoHeaders, _clock), new(
            raw.Address, NoHeaders, () => { }, _clock, NullLogger<ComfyUiSocket>.Instance), new(previewMethod, ApiKey: null), _clock);

    /// <summary>Time passes by the fake clock until the work is over, and not for longer than this.</summary>
    private async Task AdvanceUntilAsync(Task work, TimeSpan atMost)
    {
        for (var passed = TimeSpan.Zero; !work.IsCompleted && passed <= atMost; passed += TimeSpan.FromSeconds(1))
        {
            await _clock.UntilATimerRunsAsync();
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20);
        }

        work.IsCompleted.ShouldBeTrue($"it does not end within {atMost}");
    }
}
