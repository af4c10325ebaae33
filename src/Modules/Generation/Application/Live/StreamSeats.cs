using ArtEngine.BuildingBlocks;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Live;

/// <summary>How many streams each user holds open on this node.</summary>
internal sealed class StreamSeats(IOptions<GenerationOptions> options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, int> _taken = [];

    /// <summary>Takes a seat until it is disposed; throws 429 <c>too_many_streams</c> when the user has none left.</summary>
    public IDisposable Take(Guid userId)
    {
        var most = options.Value.MaxStreamsPerUser;
        lock (_lock)
        {
            var taken = _taken.GetValueOrDefault(userId);
            _taken[userId] = taken < most
                ? taken + 1
                : throw new AppException(ErrorKind.TooMany, "too_many_streams", $"You have {most} streams open; close one first.");
        }

        return new Seat(this, userId);
    }

    private void Leave(Guid userId)
    {
        lock (_lock)
        {
            if (--_taken[userId] == 0)
            {
                _taken.Remove(userId);
            }
        }
    }

    private sealed class Seat(StreamSeats seats, Guid userId) : IDisposable
    {
        private StreamSeats? _seats = seats;

        public void Dispose() => Interlocked.Exchange(ref _seats, null)?.Leave(userId);
    }
}
