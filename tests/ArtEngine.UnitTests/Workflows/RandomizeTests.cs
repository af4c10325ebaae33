using System.Text.Json;
using ArtEngine.Workflows.Domain.Parameters;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.UnitTests.Workflows;

public sealed class RandomizeTests
{
    [Fact]
    public void A_seed_is_drawn_from_the_53_bits_that_JavaScript_holds()
    {
        var template = Typed("{\"type\":\"integer\",\"minimum\":0,\"maximum\":18446744073709551615,\"randomize\":true}");
        var drawn = Draw(template, 400).Select(value => value.GetUInt64()).ToList();
        drawn.Distinct().Count().ShouldBe(400);
        drawn.ShouldAllBe(seed => seed < 1UL << 53);

        // Each bit is set in about half of the draws, the highest and the lowest too.
        foreach (var bit in Enumerable.Range(0, 53))
        {
            drawn.Count(seed => (seed >> bit & 1) == 1).ShouldBeInRange(130, 270, $"bit {bit}");
        }
    }

    [Fact]
    public void A_seed_is_no_larger_than_its_node_takes()
    {
        var template = Typed("{\"type\":\"integer\",\"randomize\":true}");
        var draw = new ParameterDraw(Random.Shared, new Dictionary<string, ulong> { ["p"] = 3 });
        Enumerable.Range(0, 100).Select(_ => ParameterValues.Resolve(template, Samples.Values([]), draw)["p"].GetInt64())
            .Distinct().Order().ShouldBe([0, 1, 2, 3]);
    }

    [Theory]
    [InlineData("{\"type\":\"integer\",\"minimum\":0,\"randomize\":true}", "-1")]
    [InlineData("{\"type\":\"integer\",\"minimum\":0,\"randomize\":true}", "-1.0")]
    [InlineData("{\"type\":\"integer\",\"minimum\":0,\"randomize\":true}", "\"-1\"")]
    [InlineData("{\"type\":\"integer\",\"minimum\":0,\"randomize\":true}", "null")]
    [InlineData("{\"type\":\"number\",\"minimum\":0,\"maximum\":9,\"randomize\":true}", "-1")]
    public void Minus_one_and_null_ask_for_a_drawn_value(string spec, string value)
    {
        var drawn = Enumerable.Range(0, 20).Select(_ => Typed(spec).Resolve(("p", value))["p"].GetDouble()).ToList();
        drawn.ShouldAllBe(number => number >= 0);
        drawn.Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("{\"type\":\"integer\",\"minimum\":-5,\"randomize\":true}", "-1")]
    [InlineData("{\"choices\":[null,-1],\"randomize\":true}", "null")]
    public void What_the_parameter_takes_as_it_is_is_not_drawn(string spec, string value) =>
        Typed(spec).Resolve(("p", value))["p"].GetRawText().ShouldBe(value);

    [Theory]
    [InlineData("{\"type\":\"integer\",\"minimum\":0}", "-1")]
    [InlineData("{\"type\":\"integer\",\"default\":1}", "null")]
    [InlineData("{\"type\":\"boolean\",\"randomize\":true}", "-1")]
    public void Nothing_is_drawn_where_randomize_is_not_set_or_makes_no_sense(string spec, string value) =>
        Typed(spec).Errors(("p", value)).ShouldHaveSingleItem();

    [Theory]
    [InlineData("\"minimum\":3,\"maximum\":5", new long[] { 3, 4, 5 })]
    [InlineData("\"minimum\":-2,\"maximum\":0", new long[] { -2, -1, 0 })]
    [InlineData("\"minimum\":7,\"maximum\":7", new long[] { 7 })]
    [InlineData("\"minimum\":-9,\"maximum\":17,\"multiple_of\":8", new long[] { -8, 0, 8, 16 })]
    [InlineData("\"maximum\":1", new long[] { 0, 1 })]
    public void Every_integer_within_the_limits_is_drawn_and_no_other(string limits, long[] expected) =>
        Draw(Typed($"{{\"type\":\"integer\",{limits},\"randomize\":true}}"), 200).Select(value => value.GetInt64()).Distinct().Order()
            .ShouldBe(expected);

    [Fact]
    public void The_largest_integers_can_be_drawn() =>
        Draw(Typed("{\"type\":\"integer\",\"minimum\":18446744073709551613,\"randomize\":true}"), 100).Select(value => value.GetUInt64())
            .Distinct().Order()
            .ShouldBe([ulong.MaxValue - 2, ulong.MaxValue - 1, ulong.MaxValue]);

    [Fact]
    public void A_range_wider_than_JavaScripts_is_drawn_from_to_both_of_its_ends()
    {
        var drawn = Draw(
            Typed("{\"type\":\"integer\",\"minimum\":-9223372036854775808,\"maximum\":18446744073709551615,\"randomize\":true}"),
            300).Select(value => value.GetInt64()).ToList();
        drawn.ShouldAllBe(value => Math.Abs(value) <= WholeNumber.LargestSafe);
        drawn.Count(value => value < 0).ShouldBeInRange(100, 200);
    }

    [Fact]
    public void Numbers_flags_and_choices_are_drawn_too()
    {
        Draw(Typed("{\"type\":\"number\",\"minimum\":-0.5,\"maximum\":0.5,\"randomize\":true}"), 100)
            .ShouldAllBe(value => Math.Abs(value.GetDouble()) <= 0.5);
        Draw(Typed("{\"type\":\"boolean\",\"randomize\":true}"), 100).Select(value => value.GetBoolean()).Distinct().Count().ShouldBe(2);
        Draw(Typed("{\"choices\":[\"a\",2,null],\"randomize\":true}"), 100).Select(value => value.GetRawText()).Distinct().Order()
            .ShouldBe(["\"a\"", "2", "null"]);
    }

    [Fact]
    public void The_value_drawn_is_told_and_is_the_same_in_every_place()
    {
        var template = Samples.Compile(
            Samples.Graph("\"a\":\"{{p}}\",\"b\":\"{{p}}\",\"c\":\"seed {{p}}\""),
            "{\"parameters\":{\"p\":{\"type\":\"integer\",\"randomize\":true}}}");
        var values = template.Resolve();
        var graph = System.Text.Encoding.UTF8.GetString(template.Render(values, Guid.Empty, Guid.Empty)!);
        var seed = values["p"].GetRawText();
        graph.ShouldBe(Samples.Graph($"\"a\":{seed},\"b\":{seed},\"c\":\"seed {seed}\""));
    }

    [Fact]
    public void A_value_that_is_given_is_not_drawn() =>
        Typed("{\"type\":\"integer\",\"randomize\":true}").Resolve(("p", "5"))["p"].GetRawText().ShouldBe("5");

    private static WorkflowTemplate Typed(string spec) =>
        Samples.Compile(Samples.Graph("\"p\":\"{{p}}\""), $"{{\"parameters\":{{\"p\":{spec}}}}}");

    private static List<JsonElement> Draw(WorkflowTemplate template, int times) =>
        [.. Enumerable.Range(0, times).Select(_ => template.Resolve()["p"])];
}
