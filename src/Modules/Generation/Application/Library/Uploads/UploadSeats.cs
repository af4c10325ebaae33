using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>How many pictures each user sends at the same time to this node: each takes memory while it arrives.</summary>
internal sealed class UploadSeats
{
    private const int Most = 8;

    private readonly UserSeats _seats = new();

    /// <summary>Takes a seat until it is disposed; throws 429 <c>too_many_uploads</c> when the user has none left.</summary>
    public IDisposable Take(Guid userId) => _seats.TryTake(userId, Most)
        ?? throw new AppException(
            ErrorKind.TooMany, "too_many_uploads", $"{Most} pictures of yours arrive already; send more when one has ended.");
}
