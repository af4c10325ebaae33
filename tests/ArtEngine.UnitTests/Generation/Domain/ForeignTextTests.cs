using System.Globalization;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Library;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Domain;

public sealed class ForeignTextTests
{
    private const string Emoji = "👩‍🚀";

    [Fact]
    public void Whatever_comes_can_be_stored_and_is_never_longer_than_the_limit() => Prop.ForAll(Texts(), Limits(), (text, limit) =>
    {
        var clean = ForeignText.Clean(text, limit);
        return clean.Length <= limit && StorableText.Is(clean);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Good_text_within_the_limit_stays_as_it_is() => Prop.ForAll(Texts(), text =>
        !StorableText.Is(text) || ForeignText.Clean(text, text.Length) == text).QuickCheckThrowOnFailure();

    [Fact]
    public void Cleaning_twice_changes_nothing_more() => Prop.ForAll(Texts(), Limits(), (text, limit) =>
        ForeignText.Clean(ForeignText.Clean(text, limit), limit) == ForeignText.Clean(text, limit)).QuickCheckThrowOnFailure();

    [Fact]
    public void It_is_cut_between_text_elements_unless_the_first_is_too_long() => Prop.ForAll(Texts(), Limits(), (text, limit) =>
    {
        var whole = ForeignText.Clean(text, int.MaxValue);
        var clean = ForeignText.Clean(text, limit);
        var first = StringInfo.GetNextTextElementLength(whole);
        return whole.StartsWith(clean, StringComparison.Ordinal) &&
            (first > limit || clean.Length == whole.Length || StringInfo.ParseCombiningCharacters(whole).Contains(clean.Length));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a\0b", 10, "ab")]
    [InlineData("ab" + Emoji, 4, "ab")]
    [InlineData("ab" + Emoji, 7, "ab" + Emoji)]
    [InlineData("😀😀", 3, "😀")]
    [InlineData("e\u0301\u0301\u0301", 2, "e\u0301")]
    [InlineData("😀\u0301\u0301", 1, "")]
    public void Examples(string text, int limit, string clean) => ForeignText.Clean(text, limit).ShouldBe(clean);

    [Fact]
    public void Halves_of_surrogate_pairs_are_replaced()
    {
        ForeignText.Clean("a\ud83d", 10).ShouldBe("a\ufffd");
        ForeignText.Clean("\ude00a", 10).ShouldBe("\ufffda");
    }

    [Fact]
    public void What_is_stored_of_a_fault_and_an_output_is_cleaned_wherever_it_comes_from()
    {
        var fault = new RenderFault(FaultCodes.NodeError, new string('x', 999) + "😀", "7\0", new string('c', 300));
        fault.Message.ShouldBe(new string('x', 999));
        fault.NodeId.ShouldBe("7");
        fault.ClassType!.Length.ShouldBe(200);
        new RenderFault(FaultCodes.Timeout, "x").NodeId.ShouldBeNull();

        var output = new JobOutput
        {
            Id = Guid.Empty,
            JobId = Guid.Empty,
            UserId = Guid.Empty,
            WorkflowName = "",
            CreatedAt = DateTimeOffset.UnixEpoch,
            Position = 0,
            NodeId = "\ud800",
            Name = "a\0.png",
            Type = "image",
            ContentType = "image/\udc00",
            SizeBytes = 0,
            Hash = "",
            StorageKey = "",
        };
        (output.NodeId, output.Name, output.ContentType).ShouldBe(("\ufffd", "a.png", "image/\ufffd"));

        var backend = Backend.Add("a", "http://a", 1, 1, null, isFromSettings: false, DateTimeOffset.UnixEpoch);
        backend.Report(new("it says \0"), DateTimeOffset.UnixEpoch);
        backend.Trouble.ShouldBe("it says ");
    }

    private static Arbitrary<int> Limits() => Gen.Choose(0, 40).ToArbitrary();

    /// <summary>Made of what is hard to cut.</summary>
    private static Arbitrary<string> Texts() =>
        Gen.Elements("a", "\0", "\ud83d", "\ude00", "😀", "e\u0301", "\u0301", Emoji, "🇩🇪", "\r\n", " ")
        .ArrayOf().Select(parts => string.Concat(parts)).ToArbitrary();
}
