using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Workflows;

public sealed class RenderingPropertyTests
{
    private static readonly string[] Literals =
    [
        "18446744073709551615", "1.0", "-0.0", "1E-7", "true", "null", "\"\"", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\"\\/\"", "\"{{\"", "\"}}{\"",
        "\"{{a b}}\"", "[ ]", "{\r\n}", "[1,[2,[\"é\U0001F600\"]]]", "{\"a\" : {\"b\":0.10}}",
    ];

    private static readonly string[] Spaces = ["", " ", "\n", "\r\n\t", "    "];

    private static readonly Gen<JsonNode?> AnyJson = Gen.Sized(size => Json(Math.Min(size, 20)));

    [Fact]
    public void Any_text_arrives_as_it_was_given_alone_and_inside_a_text()
    {
        var template = Samples.Compile(Samples.Graph("\"whole\":\"{{x}}\",\"part\":\"\\\"{{x}}\\\\{{ x }}é\""));
        Prop.ForAll<string>(text =>
        {
            var given = JsonSerializer.SerializeToElement(text ?? "");
            var graph = template.Fill(new Dictionary<string, JsonElement> { ["x"] = given });
            var expected = given.GetString();
            return Samples.Input(graph, "whole")!.GetValue<string>() == expected
                && Samples.Input(graph, "part")!.GetValue<string>() == $"\"{expected}\\{expected}é";
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_JSON_value_arrives_as_it_was_given()
    {
        // Not directly under inputs, where a pair could be a link.
        var template = Samples.Compile(Samples.Graph("\"whole\":[[\"{{x}}\"]],\"part\":\"-{{x}}-\""));
        Prop.ForAll(AnyJson.ToArbitrary(), value =>
        {
            var given = JsonSerializer.SerializeToElement(value);
            var graph = template.Fill(new Dictionary<string, JsonElement> { ["x"] = given });
            var text = given.ValueKind == JsonValueKind.String ? given.GetString() : given.GetRawText();
            return JsonNode.DeepEquals(Samples.Input(graph, "whole")![0]![0], value)
                && Samples.Input(graph, "part")!.GetValue<string>() == $"-{text}-";
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Everything_around_the_placeholders_is_identical_byte_for_byte()
    {
        var piece = Gen.Elements(Literals).Zip(Gen.Elements(Spaces)).Zip(Gen.Choose(0, 3));
        Prop.ForAll(piece.ArrayOf().ToArbitrary(), pieces =>
        {
            var file = Samples.Graph(string.Join(",", pieces.Select((one, i) => Input(one, i, "\"{{x}}\"", "{{x}}"))));
            var expected = Samples.Graph(string.Join(",", pieces.Select((one, i) => Input(one, i, "42", "42"))));
            var template = Samples.Compile(file);
            return template.Fill(template.Parameters.Count == 0 ? [] : [("x", "42")]) == expected;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_64_bit_seed_keeps_all_its_digits()
    {
        var template = Samples.Compile(
            Samples.Graph("\"seed\":\"{{seed}}\""),
            """{"parameters":{"seed":{"type":"integer","minimum":0,"maximum":18446744073709551615}}}""");
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed => template.Fill(("seed", $"{seed}")) == Samples.Graph($"\"seed\":{seed}"))
            .QuickCheckThrowOnFailure();
        template.Fill(("seed", $"{ulong.MaxValue}")).ShouldBe(Samples.Graph($"\"seed\":{ulong.MaxValue}"));
    }

    [Fact]
    public void Any_bytes_as_a_file_are_either_compiled_or_refused_with_a_sentence()
    {
        Prop.ForAll<byte[], byte>((noise, at) =>
        {
            var file = System.Text.Encoding.UTF8.GetBytes(Samples.Graph("\"x\":\"{{x}}\",\"y\":[\"1\",0]")).ToList();
            file.InsertRange(at % file.Count, noise ?? []);
            try
            {
                return ArtEngine.Workflows.Domain.Templates.WorkflowTemplate.Compile("noise", file.ToArray()) is not null;
            }
            catch (ArtEngine.Workflows.Domain.BrokenWorkflowException broken)
            {
                return broken.Message.EndsWith('.');
            }
        }).QuickCheckThrowOnFailure();
    }

    private static string Input(((string Literal, string Space) Token, int Kind) piece, int i, string whole, string part)
    {
        var ((literal, space), kind) = piece;
        var value = kind switch
        {
            0 => whole,
            1 => $"\"é{part}\\n{part}\"",
            2 => $"{{{space}\"deep\":[{literal},{whole}]}}",
            _ => literal,
        };
        return $"{space}\"k{i}\"{space}:{space}{value}{space}";
    }

    private static Gen<JsonNode?> Json(int size)
    {
        var scalar = Gen.OneOf(
            Gen.Constant<JsonNode?>(null),
            ArbMap.Default.GeneratorFor<bool>().Select(value => (JsonNode?)JsonValue.Create(value)),
            ArbMap.Default.GeneratorFor<long>().Select(value => (JsonNode?)JsonValue.Create(value)),
            ArbMap.Default.GeneratorFor<NormalFloat>().Select(value => (JsonNode?)JsonValue.Create(value.Get)),
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(value => (JsonNode?)JsonValue.Create(Clean(value.Get))));
        if (size == 0)
        {
            return scalar;
        }

        var children = Json(size / 3).ListOf(3);
        return Gen.OneOf(
            scalar,
            children.Select(items => (JsonNode?)new JsonArray([.. items])),
            children.Select(items => (JsonNode?)new JsonObject(items.Select((item, i) => KeyValuePair.Create($"k\"{i}", item)))));
    }

    // A lone surrogate cannot be compared after it went through UTF-8.
    private static string Clean(string text) => string.Concat(text.EnumerateRunes());
}
