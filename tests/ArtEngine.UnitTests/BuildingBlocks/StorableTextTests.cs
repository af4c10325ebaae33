using System.Text.Json;
using ArtEngine.BuildingBlocks;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class StorableTextTests
{
    [Theory]
    [InlineData("""{"a":"b","c":[1,true,null,"\ud83d\ude00"]}""", null)]
    [InlineData("\"\\ud800\"", "")]
    [InlineData("""{"a":"\u0000"}""", "/a")]
    [InlineData("""{"a":[{},{"b/c~d":["x","\udc00"]}]}""", "/a/1/b~1c~0d/1")]
    [InlineData("""{"a":{"\u0000":1}}""", "/a")]
    [InlineData("""{"\ud800":1}""", "")]
    public void The_first_text_that_cannot_be_stored_is_pointed_at(string json, string? pointer) =>
        StorableText.FindFault(JsonElement.Parse(json)).ShouldBe(pointer);
}
