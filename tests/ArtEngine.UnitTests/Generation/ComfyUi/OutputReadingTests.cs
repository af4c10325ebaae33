using System.Text;
using System.Text.Json;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Infrastructure.ComfyUi;

namespace ArtEngine.UnitTests.Generation.ComfyUi;

/// <summary>What nodes tell of what they made, in the shapes that real nodes use.</summary>
public sealed class OutputReadingTests
{
    [Theory]
    [InlineData("""{"gifs":[{"filename":"a.mp4","subfolder":"v","type":"output","format":"video/h264-mp4"}]}""", "v/a.mp4")]
    [InlineData("""{"videos":[{"filename":"a.webm"}],"audio":[{"filename":"a.flac"}],"3d":[{"filename":"a.glb"}]}""", "/a.webm /a.flac /a.glb")]
    [InlineData("""{"images":[[{"filename":"a.png"}],[[{"filename":"b.png"}]]],"animated":[true]}""", "/a.png /b.png")]
    [InlineData("""{"images":{"filename":"a.png"}}""", "/a.png")]
    [InlineData("""{"result":["mesh\\x\\a.glb",{"camera":1},null]}""", "mesh\\x/a.glb")]
    public void Files_are_found_under_any_key_and_however_deep(string told, string files) => string.Join(' ', Read(told)
        .Select(file => $"{file.Subfolder}/{file.FileName}")).ShouldBe(files);

    [Theory]
    [InlineData("""{"text":"a bare text"}""", "a bare text")]
    [InlineData("""{"text":["a"," ","b","a","r","e"," ","t","e","x","t","é","😀"]}""", "a bare texté😀")]
    [InlineData("""{"text":["one","two"]}""", "one|two")]
    [InlineData("""{"string":["x"],"value":[7, 1.50, true],"texts":[["a b"]],"result":["y"]}""", "x|7|1.50|true|a b|y")]
    [InlineData("""{"json":[{"a":[1]}],"result":[{"camera":1}],"other":["for the page"],"b":[{"k":1}],"d":[true,null]}""", """{"a":[1]}""")]
    public void Texts_are_told_under_a_few_keys_and_a_bare_one_is_one(string told, string texts) =>
        string.Join('|', Read(told).Select(file => file.Text)).ShouldBe(texts);

    [Fact]
    public void A_path_that_a_viewer_names_need_not_be_there()
    {
        Read("""{"result":["a.glb"]}""").Single().MayBeMissing.ShouldBeTrue();
        Read("""{"3d":[{"filename":"a.glb"}]}""").Single().MayBeMissing.ShouldBeFalse();
    }

    [Fact]
    public void A_node_that_is_held_back_is_no_end_of_the_prompt()
    {
        var id = Guid.NewGuid();
        ComfyUiEvents.Read(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
        {
            type = "execution_error",
            data = new { prompt_id = id, node_id = "9", exception_type = "ExecutionBlocked", exception_message = "Execution Blocked: no face" },
        }))).ShouldBe(new NodeBlocked(id, "9", "Execution Blocked: no face"));
        ComfyUiEvents.Read(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
        {
            type = "execution_error",
            data = new { prompt_id = id, node_id = "9", exception_type = "ValueError" },
        }))).ShouldBeNull();
    }

    [Fact]
    public void Pictures_that_wait_for_the_lane_are_limited_and_what_is_taken_makes_room()
    {
        var queue = new EventQueue();
        var picture = new PictureSent(Guid.NewGuid(), "9", new("image/png", new byte[100 * 1024 * 1024]));
        (queue.TryWrite(picture), queue.TryWrite(picture), queue.TryWrite(picture)).ShouldBe((true, true, false));
        queue.TryRead(out _).ShouldBeTrue();
        queue.TryWrite(picture).ShouldBeTrue();
        for (var count = 0; count < 1_024; count++)
        {
            queue.TryWrite(new QueueMoved());
        }

        // The pictures were the oldest and are dropped.
        (queue.TryWrite(picture), queue.TryWrite(picture)).ShouldBe((true, true));
    }

    private static List<RenderedFile> Read(string told)
    {
        using var json = JsonDocument.Parse(told);
        return [.. ComfyUiOutputs.Read("9", json.RootElement)];
    }
}
