using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Uploads;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Tracking.Events;

/// <summary>How many streams each user holds open on this node.</summary>
internal sealed class StreamSeats(IOptions<GenerationOptions> options)
{
    private readonly UserSeats _seats = new();

    /// <summary>Takes a seat until it is disposed; throws 429 <c>too_many_streams</c> when the user has none left.</summary>
    public IDisposable Take(Guid userId)
    {
        var most = options.Value.MaxStreamsPerUser;
        return _seats.TryTake(userId, most)
            ?? throw new AppException(ErrorKind.TooMany, "too_many_streams", $"You have {most} streams open; close one first.");
    }
}
