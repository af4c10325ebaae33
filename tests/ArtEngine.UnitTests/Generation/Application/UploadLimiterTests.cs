using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Uploads;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class UploadLimiterTests
{
    [Fact]
    public void A_user_sends_eight_pictures_at_once_and_others_theirs()
    {
        using var limiter = new UploadLimiter();
        var user = Guid.NewGuid();
        var taken = Enumerable.Range(0, 8).Select(_ => limiter.Acquire(user)).ToList();
        Should.Throw<AppException>(() => limiter.Acquire(user)).Code.ShouldBe("too_many_uploads");
        limiter.Acquire(Guid.NewGuid()).ShouldNotBeNull();
        taken[0].Dispose();
        taken[0].Dispose();
        limiter.Acquire(user).ShouldNotBeNull();
        Should.Throw<AppException>(() => limiter.Acquire(user)).Kind.ShouldBe(ErrorKind.TooMany);
    }
}
