using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Sweeps;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class SweepTests
{
    [Fact]
    public void A_product_has_every_combination_once_and_each_as_often_as_asked_for() => Prop.ForAll(
        Gen.Choose(1, 6).Two().Zip(Gen.Choose(1, 5)).ToArbitrary(),
        given =>
        {
            var ((steps, widths), count) = given;
            var items = new Sweep(null, Axes(("steps", steps), ("width", widths)), null, count).Expand();
            items.Count.ShouldBe(steps * widths * count);
            items.GroupBy(item => (item["steps"].GetInt32(), item["width"].GetInt32())).ShouldAllBe(same => same.Count() == count);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Values_side_by_side_stay_so()
    {
        var items = new Sweep(null, null, Axes(("steps", 3), ("width", 3)), 1).Expand();
        items.Select(item => (item["steps"].GetInt32(), item["width"].GetInt32())).ShouldBe([(0, 0), (1, 1), (2, 2)]);
    }

    [Fact]
    public void A_number_alone_makes_the_same_with_other_seeds() =>
        new Sweep(null, null, null, 7).Expand().ShouldAllBe(item => item.Count == 0);

    [Theory]
    [InlineData(101, 100, 1, "too_many_items")]
    [InlineData(100, 100, 2, "too_many_items")]
    [InlineData(0, 5, 1, "too_many_items")]
    public void What_is_too_much_or_nothing_is_refused_before_it_is_made(int steps, int widths, int count, string code) =>
        Should.Throw<AppException>(() => new Sweep(null, Axes(("steps", steps), ("width", widths)), null, count).Expand())
            .Code.ShouldBe(code);

    [Fact]
    public void A_product_of_many_axes_is_refused_without_counting_to_its_end()
    {
        var axes = Axes([.. Enumerable.Range(0, 200).Select(axis => ($"p{axis}", 10))]);
        Should.Throw<AppException>(() => new Sweep(null, axes, null, 1).Expand()).Code.ShouldBe("too_many_items");
    }

    [Fact]
    public void Lists_of_other_lengths_and_two_ways_at_once_are_refused()
    {
        Should.Throw<AppException>(() => new Sweep(null, null, Axes(("steps", 3), ("width", 2)), 1).Expand())
            .Errors.Single().Pointer.ShouldBe("/zip");
        Should.Throw<AppException>(() => new Sweep([[]], Axes(("steps", 3)), null, 1).Expand()).Code.ShouldBe("invalid_request");
    }

    private static Dictionary<string, IReadOnlyList<JsonElement>> Axes(params IReadOnlyList<(string Name, int Values)> axes) =>
        axes.ToDictionary(
            axis => axis.Name,
            IReadOnlyList<JsonElement> (axis) =>
                [.. Enumerable.Range(0, axis.Values).Select(value => JsonSerializer.SerializeToElement(value))]);
}
