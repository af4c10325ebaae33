using System.Text;
using System.Text.Json;
using ArtEngine.Generation.Infrastructure.ComfyUi;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.ComfyUi;

public sealed class LenientJsonTests
{
    [Theory]
    [InlineData("""{"a":NaN}""", """{"a":0  }""")]
    [InlineData("""[NaN, Infinity,-Infinity]""", """[0  , 0       ,0        ]""")]
    [InlineData("""{"NaN":NaN,"b":"Infinity"}""", """{"NaN":0  ,"b":"Infinity"}""")]
    [InlineData("""["say \"NaN\" \\",NaN]""", """["say \"NaN\" \\",0  ]""")]
    public void Words_outside_strings_become_zero_and_strings_stay(string given, string expected)
    {
        using var json = LenientJson.Parse(Encoding.UTF8.GetBytes(given));
        json.RootElement.GetRawText().ShouldBe(expected);
    }

    [Theory]
    [InlineData("""["\ud800"]""", """["\ufffd"]""")]
    [InlineData("""["\uDC00\uD83D\uDE00\uD83D"]""", """["\ufffd\uD83D\uDE00\ufffd"]""")]
    [InlineData("""["\\ud800","\ud83d\n","\ud83d\u0041"]""", """["\\ud800","\ufffd\n","\ufffd\u0041"]""")]
    public void Halves_of_surrogate_pairs_are_replaced_and_pairs_stay(string given, string expected)
    {
        using var json = LenientJson.Parse(Encoding.UTF8.GetBytes(given));
        json.RootElement.GetRawText().ShouldBe(expected);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_replaced()
    {
        using var json = LenientJson.Parse([(byte)'"', 0xED, 0xA0, 0x80, (byte)'"']);
        json.RootElement.GetString().ShouldBe("\ufffd\ufffd\ufffd");
    }

    [Theory, InlineData("{"), InlineData("[NaM]"), InlineData("[\"NaN]"), InlineData("")]
    public void What_is_not_JSON_otherwise_is_refused(string given) =>
        Should.Throw<JsonException>(() => LenientJson.Parse(Encoding.UTF8.GetBytes(given)));

    [Fact]
    public void Valid_JSON_passes_unchanged() => Prop.ForAll<NonNull<string>[], int>((texts, number) =>
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object?> { ["texts \"NaN"] = texts.Select(text => $"{text.Get}NaN\\"), ["n"] = number });
        using var json = LenientJson.Parse([.. bytes]);
        return json.RootElement.GetRawText() == Encoding.UTF8.GetString(bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Strings_survive_wherever_a_word_is_replaced() => Prop.ForAll<NonNull<string>[]>(texts =>
    {
        var kept = texts.Select(text => string.Concat($"NaN{text.Get}\"\\Infinity".EnumerateRunes())).ToList();
        var bytes = Encoding.UTF8.GetBytes($"[NaN,{string.Join(",-Infinity,", kept.Select(text => JsonSerializer.Serialize(text)).Append("Infinity"))}]");
        using var json = LenientJson.Parse(bytes);
        return json.RootElement.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
            .SequenceEqual(kept);
    }).QuickCheckThrowOnFailure();
}
