using System.Text;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Domain;

public sealed class SearchWordsTests
{
    private static readonly Guid User = Guid.Parse("0196a0d2-0000-7000-8000-0000deadbeef");

    [Theory]
    [InlineData("A lighthouse, at DAWN; a lighthouse!", "a", "lighthouse", "at", "dawn")]
    [InlineData("1girl (masterpiece:1.2) <lora:x-y>", "1girl", "masterpiece", "1", "2", "lora", "x", "y")]
    [InlineData("灯台の絵 Farol ÀS 6", "灯", "台", "の", "絵", "farol", "às", "6")]
    [InlineData("\"a*\" OR ') & b:* NEAR \0", "a", "or", "b", "near")]
    [InlineData(" ?! \n")]
    public void A_text_is_split_into_its_different_words(string text, params string[] words) =>
        Words(text).ShouldBe(words.Select(word => "deadbeef" + word));

    [Fact]
    public void Whatever_is_written_its_words_have_nothing_of_the_languages_of_queries() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<string?>().ToArbitrary(),
        text =>
        {
            var words = Words(text ?? "");
            words.SelectMany(word => word.EnumerateRunes())
                .ShouldAllBe(rune => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune).ToString().EndsWith("Mark"));
            Words(string.Join(' ', words.Select(word => word[8..]))).ShouldBe(words, "they are the words of themselves");
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Words_are_cut_and_no_more_are_kept_than_may_be()
    {
        Words(new string('x', 1_000)).ShouldBe(["deadbeef" + new string('x', 40)]);
        SearchWords.Of(User, ["a b", "c d"], most: 3).ShouldBe(["deadbeefa", "deadbeefb", "deadbeefc"]);
    }

    [Fact]
    public void Of_a_job_the_texts_of_parameters_and_of_a_graphs_inputs_are_words()
    {
        JobWords.Of(Samples.Job(User))!.Words.ShouldBe("deadbeefa deadbeeflighthouse");
        Of($$"""{"prompt":"red","image":"{{Guid.NewGuid()}}","steps":4,"tiled":true,"seed":"12","mask":null}""")
            .ShouldBe("deadbeefred deadbeef12");
        Of("""{"graph":{"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a bridge","clip":["4",1]},"_meta":{"title":"Prompt"}}}}""")
            .ShouldBe("deadbeefa deadbeefbridge");
        Of("""{"seed":4}""").ShouldBeNull();
    }

    private static string? Of(string parameters) => JobWords.Of(ImageJob.Queue(
        new(
            Guid.NewGuid(), User, "txt2img", "0123456789ab", parameters, null, "{}", "9", 1, 0, null, null, null, null, null, null, null),
        Samples.Noon))?.Words;

    private static IReadOnlyList<string> Words(string text) => SearchWords.Of(User, [text], 100);
}
