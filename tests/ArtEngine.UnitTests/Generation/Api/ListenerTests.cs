using System.Net.WebSockets;
using System.Threading.Channels;
using ArtEngine.BuildingBlocks.Infrastructure.WebSockets;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.Generation.Api;

public sealed class ListenerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly FakeClock _clock = new();
    private readonly Wire _wire = new();
    private readonly WebSocketConnection _listener;
    private bool _isDropped;

    public ListenerTests() => _listener = new(_wire, () => _isDropped = true, Patience, _clock);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_ping_goes_along_with_a_message_when_nothing_was_heard_for_a_while()
    {
        await SendAsync();
        _wire.Sent().ShouldBe("81-02-7B-7D");

        _clock.Advance(Patience);
        await SendAsync();
        await SendAsync();
        _wire.Sent().ShouldBe("81-02-7B-7D-89-00-81-02-7B-7D");
    }

    [Fact]
    public async Task Who_does_not_answer_is_dropped_and_who_does_is_not()
    {
        var reading = _listener.ReadToEndAsync(default);
        _clock.Advance(Patience);
        await SendAsync();
        _wire.Hear(0x8A, 0x80, 0, 0, 0, 0);
        await _wire.UntilReadAsync();
        _clock.Advance(Patience);
        await _listener.CareAsync(default);
        _isDropped.ShouldBeFalse();

        await SendAsync();
        _clock.Advance(Patience);
        await _listener.CareAsync(default);
        _isDropped.ShouldBeTrue();
        _wire.Hear(0x88, 0x80, 0, 0, 0, 0);
        await reading;
    }

    [Fact]
    public async Task Who_is_told_nothing_gets_a_sign_of_life_within_a_minute_and_is_seldom_asked()
    {
        for (var second = 0; second < 300; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await _listener.CareAsync(default);
            _isDropped.ShouldBeFalse();
            if (second == 52)
            {
                _wire.Sent().ShouldBe("8A-00");
            }

            if (_wire.Contains(0x89))
            {
                second.ShouldBeGreaterThan(200);
                return;
            }
        }

        throw new InvalidOperationException("It was never asked.");
    }

    [Fact]
    public async Task Who_does_not_take_a_message_is_dropped_and_a_ping_is_answered_with_its_payload()
    {
        var reading = _listener.ReadToEndAsync(default);
        _wire.Hear(0x89, 0x82, 1, 1, 1, 1, 0x40, 0x43);
        await _wire.UntilReadAsync();
        _wire.Sent().ShouldBe("8A-02-41-42");

        _wire.IsStuck = true;
        var sending = SendAsync();
        await _clock.UntilATimerRunsAsync();
        _clock.Advance(Patience);
        while (!_isDropped)
        {
            await Task.Delay(1);
        }

        _wire.Release();
        await sending;
        _wire.Hear(0x88, 0x80, 0, 0, 0, 0);
        await reading;
    }

    private Task SendAsync() => _listener.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text, default).AsTask();

    /// <summary>What was written, and what is to be read.</summary>
    private sealed class Wire : MemoryStream
    {
        private readonly Channel<byte[]> _heard = Channel.CreateUnbounded<byte[]>();
        private readonly SemaphoreSlim _reads = new(0);
        private readonly TaskCompletionSource _released = new();

        public bool IsStuck { get; set; }

        public void Hear(params byte[] bytes) => _heard.Writer.TryWrite(bytes);

        /// <summary>Until what was heard was dealt with: it is read on.</summary>
        public async Task UntilReadAsync()
        {
            await _reads.WaitAsync();
            await _reads.WaitAsync();
        }

        public string Sent()
        {
            var sent = BitConverter.ToString(ToArray());
            SetLength(0);
            return sent;
        }

        public bool Contains(byte value) => ToArray().Contains(value);

        public void Release() => _released.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reads.Release();
            var bytes = await _heard.Reader.ReadAsync(cancellationToken);
            bytes.CopyTo(buffer);
            return bytes.Length;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return IsStuck ? new(_released.Task) : ValueTask.CompletedTask;
        }
    }
}
