using ArtEngine.Generation.Application.Jobs.Storage;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class TagFilterTests
{
    [Fact]
    public void Texts_whole_numbers_and_truths_are_read() => TagFilter.Read("""{"a":"x","b":-12,"c":true,"d":false}""")!
        .Select(tag => $"{tag.Key}={tag.Value}").ShouldBe(["a=x", "b=-12", "c=true", "d=false"]);

    [Theory]
    [InlineData("")]
    [InlineData("project")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"a":1.5}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"a":{"b":1}}""")]
    [InlineData("""{"a":1e30}""")]
    [InlineData("""{"a":9223372036854775807}""")]
    [InlineData("""{"a":"\u0000"}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":1,"b":2,"c":3,"d":4,"e":5}""")]
    [InlineData("""{"a":1}{""")]
    public void What_no_job_can_be_found_by_is_not(string json) => TagFilter.Read(json).ShouldBeNull();

    [Fact]
    public void Names_and_values_have_a_length_that_is_stored()
    {
        TagFilter.Read($$"""{"{{new string('n', 50)}}":"{{new string('v', 100)}}"}""").ShouldNotBeNull();
        TagFilter.Read($$"""{"{{new string('n', 51)}}":1}""").ShouldBeNull();
        TagFilter.Read($$"""{"n":"{{new string('v', 101)}}"}""").ShouldBeNull();
    }
}
