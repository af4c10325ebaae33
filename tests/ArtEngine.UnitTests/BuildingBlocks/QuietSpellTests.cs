using ArtEngine.BuildingBlocks.Infrastructure.Memory;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class QuietSpellTests
{
    private readonly QuietSpell _quiet = new();

    [Fact]
    public void It_begins_once_when_nothing_happened_for_a_while() =>
        Look(1.5, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02).ShouldBe([3]);

    [Fact]
    public void It_begins_behind_a_start_as_well() => Look(0.02, 0.02, 0.02, 0.02).ShouldBe([2]);

    [Fact]
    public void It_begins_anew_behind_more_work() =>
        Look(0.02, 0.02, 0.02, 0.4, 0.02, 0.02, 0.02, 0.1, 0.02, 0.02, 0.02).ShouldBe([2, 6, 10]);

    [Fact]
    public void Work_now_and_then_is_no_quiet() => Look(0.5, 0.02, 0.02, 0.5, 0.02, 0.02, 0.5, 0.02).ShouldBeEmpty();

    /// <returns>Which of the looks found it to have begun.</returns>
    private int[] Look(params double[] loads) => [.. loads.Index().Where(look => _quiet.HasBegun(look.Item)).Select(look => look.Index)];
}
