using System.Net;
using System.Text;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>Inputs and outputs that are no pictures, and nodes that want a picture itself.</summary>
public sealed class MediaUploadTests : IAsyncLifetime, IDisposable
{
    private static readonly byte[] Film = [.. "\0\0\0\u0014ftypisom\0\0\0\0"u8, .. new byte[3_000]];
    private static readonly byte[] Sound = [.. "fLaC"u8, .. new byte[2_000]];

    private readonly TempFolder _workflows = new(onRealServers: false);
    private StubComfyUi _server = null!;
    private Service _service = null!;

    public async Task InitializeAsync()
    {
        _server = await StubComfyUi.StartAsync();
        _server.Descriptions["LoadVideo"] = """{"input":{"required":{"file":[["a.mp4"],{"video_upload":true}]}},"output":["VIDEO"]}""";
        _server.Descriptions["LoadAudio"] = """{"input":{"required":{"audio":[["a.wav"],{"audio_upload":true}]}},"output":["AUDIO"]}""";
        Write("media", """
            {"1":{"class_type":"LoadVideo","inputs":{"file":"{{film}}"}},"2":{"class_type":"LoadAudio","inputs":{"audio":"{{sound}}"}},
             "7":{"class_type":"SaveImage","inputs":{"a":["1",0],"b":["2",0],"filename_prefix":"x"}}}
            """);
        Write("inline", """
            {"1":{"class_type":"ETN_LoadImageBase64","inputs":{"image":"{{picture}}"}},
             "7":{"class_type":"SaveImage","inputs":{"images":["1",0],"filename_prefix":"x"}}}
            """);
        _service = await Service.StartAsync(settings:
        [
            $"--ComfyUi:Servers:0:Url={_server.Address}", $"--Workflows:Path={_workflows.Path}", "--Uploads:MaxBytes=2000",
            "--Uploads:MaxVideoBytes=100000", "--Uploads:MaxAudioBytes=3000", "--Uploads:MaxFileBytes=1024", "--Uploads:MaxSeconds=60",
        ]);
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose() => _workflows.Dispose();

    [Fact]
    public async Task Film_and_sound_arrive_at_the_server_as_they_were()
    {
        var schema = (await _service.GetAsync("/workflows/media")).GetProperty("parameters").GetProperty("properties");
        (schema.GetProperty("film").Text("x-upload"), schema.GetProperty("sound").Text("x-upload")).ShouldBe(("video", "audio"));
        var (film, sound) = (await _service.Client.UploadAsync(Film), await _service.Client.UploadAsync(Sound));
        (film.Text("content_type"), film.GetProperty("width").ValueKind).ShouldBe(("video/mp4", JsonValueKind.Null));
        await MakeAsync("media", new { film = film.Text("id"), sound = $"data:audio/flac;base64,{Convert.ToBase64String(Sound)}" });
        _server.Uploads.Select(upload => (Path.GetExtension(upload.FileName), upload.ContentType))
            .ShouldBe([(".mp4", "video/mp4"), (".flac", "audio/flac")], ignoreOrder: true);
        _server.Uploads.Single(upload => upload.ContentType == "video/mp4").Bytes.ShouldBe(Film);
        JsonElement.Parse(_server.Prompts.Single()).GetProperty("prompt").GetProperty("1").GetProperty("inputs").Text("file")
            .ShouldBe(_server.Uploads.Single(upload => upload.ContentType == "video/mp4").FileName);
        sound.Text("content_type").ShouldBe("audio/flac");
    }

    [Theory]
    [InlineData("film.mp4", "video/mp4", 48, 2.5, "h264")]
    [InlineData("opus.ogg", "audio/ogg", null, 2.5065, "opus")]
    public async Task What_is_made_tells_how_long_it_is_and_how_it_is_encoded(
        string file, string contentType, int? width, double seconds, string codec)
    {
        var media = await File.ReadAllBytesAsync(
            Path.Combine(ServerProcess.Root, "tests", "ArtEngine.UnitTests", "Generation", "Data", "Media", file));
        _server.OnView = _ => Results.Bytes(media, contentType);
        _server.Outputs = $$$"""{"7":{"gifs":[{"filename":"{{{file}}}","subfolder":"","type":"output"}]}}""";
        Write("shot", """{"7":{"class_type":"SaveVideo","inputs":{"filename_prefix":"x"}}}""");
        var job = await _service.Client.SubmitAsync(new { workflow_name = "shot" });
        await _service.Client.WaitForEndAsync(job.Text("id"));
        foreach (var answer in (string[])[$"/image/jobs/{job.Text("id")}", "/image/outputs"])
        {
            var output = (await _service.GetAsync(answer)).GetProperty("outputs")[0];
            output.GetProperty("width").Deserialize<int?>().ShouldBe(width);
            output.GetProperty("duration_seconds").GetDouble().ShouldBe(seconds, 0.01);
            output.Text("codec").ShouldBe(codec);
        }
    }

    [Fact]
    public async Task A_file_of_another_kind_is_refused()
    {
        var film = await _service.Client.UploadAsync(Film);
        var sound = await _service.Client.UploadAsync(Sound);
        using var wrong = await _service.Client.GenerateAsync(
            new { workflow_name = "media", parameters = new { film = sound.Text("id"), sound = sound.Text("id") } });
        (wrong.StatusCode, (await wrong.JsonAsync()).Text("code")).ShouldBe((HttpStatusCode.UnprocessableEntity, "wrong_kind"));
        using var inline = await _service.Client.GenerateAsync(
            new { workflow_name = "inline", parameters = new { picture = film.Text("id") } });
        (inline.StatusCode, (await inline.JsonAsync()).Text("code")).ShouldBe((HttpStatusCode.UnprocessableEntity, "wrong_kind"));
    }

    [Fact]
    public async Task A_node_that_wants_the_picture_itself_gets_it()
    {
        var picture = Pictures.Png(8, 8);
        await MakeAsync("inline", new { picture = (await _service.Client.UploadAsync(picture)).Text("id") });
        JsonElement.Parse(_server.Prompts.Single()).GetProperty("prompt").GetProperty("1").GetProperty("inputs").Text("image")
            .ShouldBe(Convert.ToBase64String(picture));
        _server.Uploads.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\0\0\0\u0014ftypisom", 100_001, 413, "body_too_large")]
    [InlineData("fLaC", 3_001, 413, "body_too_large")]
    [InlineData("glTF\u0002\0\0\0", 1_025, 413, "body_too_large")]
    [InlineData("\0\0\0\u0014ftyp<svg", 100, 422, "not_a_picture")]
    [InlineData("BM<script>", 100, 422, "not_a_picture")]
    [InlineData("\0\0\0\u0014ftypavif\0\0\0\0", 100, 422, "not_a_picture")]
    [InlineData("\0\0\0\u0014ftypavif\0\0\0\0\0\0\0\u0014ispe\0\0\0\0\u007f\u00ff\u00ff\u00ff\0\u0001\0\0", 100, 422, "too_many_pixels")]
    [InlineData("\0\0\0\u0014ftypisom\0\0\0\0isom\0\0\0\u0074moov\0\0\0\u006cmvhd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0001\0\0\0\u003d", 100, 422, "too_long")]
    public async Task What_is_too_large_too_long_or_no_such_file_is_refused_and_nothing_stays(
        string head, int length, int status, string code)
    {
        byte[] file = [.. Encoding.Latin1.GetBytes(head), .. new byte[length - head.Length]];
        using var answer = await _service.Client.PostBodyAsync(new ByteArrayContent(file), "image/png");
        ((int)answer.StatusCode, (await answer.JsonAsync()).Text("code")).ShouldBe((status, code));
        // What was refused takes none of the caller's room: a whole quota of others still fits.
        (await _service.Client.UploadAsync(Sound)).Text("content_type").ShouldBe("audio/flac");
    }

    [Fact]
    public async Task A_film_that_tells_at_its_end_that_it_is_too_long_is_refused_and_nothing_stays()
    {
        byte[] film =
        [
            .. "\0\0\0\u0014ftypisom\0\0\0\0isom"u8, 0, 1, 0x5F, 0x90, .. "mdat"u8, .. new byte[0x15F90 - 8],
            .. "\0\0\0\u0074moov\0\0\0\u006cmvhd"u8, .. new byte[12], 0, 0, 0, 1, 0, 0, 0, 61, .. new byte[80],
        ];
        using var answer = await _service.Client.PostBodyAsync(new ByteArrayContent(film), "video/mp4");
        ((int)answer.StatusCode, (await answer.JsonAsync()).Text("code")).ShouldBe((422, "too_long"));
        (await _service.GetAsync("/image/uploads")).GetProperty("uploads").GetArrayLength().ShouldBe(0);
    }

    private void Write(string name, string graph) => File.WriteAllText(Path.Combine(_workflows.Path, $"{name}.json"), graph);

    private async Task MakeAsync(string workflow, object parameters)
    {
        var job = await _service.Client.SubmitAsync(new { workflow_name = workflow, parameters });
        (await _service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
    }
}
