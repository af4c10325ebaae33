using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Uploads;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class UploadSeatsTests
{
    [Fact]
    public void A_user_sends_eight_pictures_at_once_and_others_theirs()
    {
        var seats = new UploadSeats();
        var user = Guid.NewGuid();
        var taken = Enumerable.Range(0, 8).Select(_ => seats.Take(user)).ToList();
        Should.Throw<AppException>(() => seats.Take(user)).Code.ShouldBe("too_many_uploads");
        seats.Take(Guid.NewGuid()).ShouldNotBeNull();
        taken[0].Dispose();
        taken[0].Dispose();
        seats.Take(user).ShouldNotBeNull();
        Should.Throw<AppException>(() => seats.Take(user)).Kind.ShouldBe(ErrorKind.TooMany);
    }
}
