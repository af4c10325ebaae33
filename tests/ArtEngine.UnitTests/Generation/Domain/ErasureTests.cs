using ArtEngine.Generation.Domain.Erasure;

namespace ArtEngine.UnitTests.Generation.Domain;

public sealed class ErasureTests
{
    private readonly UserErasure _erasure = new(Guid.NewGuid(), Samples.Noon);

    [Fact]
    public void It_looks_again_later_and_later_while_nothing_is_found_and_soon_when_something_is()
    {
        var waits = new List<double>();
        for (var look = 0; look < 6; look++)
        {
            _erasure.FoundNothing(Samples.Noon);
            waits.Add((_erasure.NotBefore - Samples.Noon).TotalSeconds);
        }

        waits.ShouldBe([2, 10, 60, 3_600, 3_600, 3_600]);
        _erasure.FoundSomething(Samples.Noon);
        (_erasure.QuietLooks, (_erasure.NotBefore - Samples.Noon).TotalSeconds).ShouldBe((0, 0.25));
    }

    [Fact]
    public void It_is_over_after_two_days_if_nothing_was_found_twice()
    {
        var later = Samples.Noon.AddDays(2);
        _erasure.FoundNothing(later);
        _erasure.IsOverAt(later).ShouldBeFalse();
        _erasure.FoundNothing(later);
        _erasure.IsOverAt(later).ShouldBeTrue();
        _erasure.IsOverAt(later.AddTicks(-1)).ShouldBeFalse();
    }

    [Fact]
    public void A_server_that_is_away_holds_it_up_for_an_hour_only()
    {
        _erasure.MayForceAt(Samples.Noon.AddMinutes(59)).ShouldBeFalse();
        _erasure.MayForceAt(Samples.Noon.AddMinutes(60)).ShouldBeTrue();
    }
}
