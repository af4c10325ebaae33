using System.Globalization;
using ArtEngine.Telemetry.Domain;
using ArtEngine.Telemetry.Infrastructure.Influx;

namespace ArtEngine.IntegrationTests.Influx;

/// <summary>The text that the database reads.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class PointLineTests
{
    [Fact]
    public void Tags_and_fields_are_sorted_whole_numbers_marked_and_times_in_nanoseconds() =>
        Format("generation", [("workflow", "txt2img"), ("backend", "gpu-1")], [("share", 0.25), ("queue_ms", 12L)])
            .ShouldBe("generation,backend=gpu-1,workflow=txt2img queue_ms=12i,share=0.25 1700000000123456700");

    [Theory]
    [InlineData("a b", @"a\ b")]
    [InlineData("a,b", @"a\,b")]
    [InlineData("a=b", @"a\=b")]
    [InlineData("a\nb", "a_b")]
    [InlineData(@"a\", "a/")]
    [InlineData(@"\,a\ b\\", @"/\,a/\ b//")]
    [InlineData("größe", "größe")]
    [InlineData("\"a\"", "\"a\"")]
    public void Names_cannot_break_out_of_their_place(string text, string written) => Format("m", [(text, text)], [(text, 1L)])
        .ShouldBe($"m,{written}={written} {written}=1i 1700000000123456700");

    [Fact]
    public void A_measurements_name_keeps_its_equals_sign() => Format("a,b c=d", [], [("f", 1L)])!.ShouldStartWith(@"a\,b\ c=d f=1i");

    [Fact]
    public void Empty_tags_and_numbers_that_are_none_are_left_out() =>
        Format("m", [("empty", "")], [("none", double.NaN), ("endless", double.PositiveInfinity), ("f", 1e-7)])
            .ShouldBe("m f=1E-07 1700000000123456700");

    [Fact]
    public void A_measurement_without_a_number_is_no_line() => Format("m", [], [("none", double.NaN)]).ShouldBeNull();

    [Fact]
    public void The_machines_language_does_not_matter()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
        try
        {
            Format("m", [], [("a", -1.5), ("b", -2L)])!.ShouldStartWith("m a=-1.5,b=-2i ");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string? Format(string name, (string, string)[] tags, (string, FieldValue)[] fields)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000).AddTicks(1_234_567);
        return PointLine.Of(
            new(name, at, tags.ToDictionary(tag => tag.Item1, tag => tag.Item2),
                fields.ToDictionary(field => field.Item1, field => field.Item2)),
            PointLine.Nanoseconds(at));
    }
}
