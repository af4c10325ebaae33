using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.Generation.Infrastructure.S3;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.Identity;
using ArtEngine.IntegrationTests.S3;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>Input pictures, from the upload to the workflow that takes them.</summary>
public sealed class UploadTests : IClassFixture<SharedService>
{
    private readonly Service _service;

    public UploadTests(SharedService shared) => _service = shared.Service;

    [Fact]
    public async Task A_picture_is_kept_with_what_its_bytes_tell_and_comes_back_as_it_was()
    {
        var picture = Pictures.Png(48, 32, grey: 1);
        using var answer = await _service.Client.PostPictureAsync(picture, fileName: "../../etc/passwd.txt");
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var upload = await answer.JsonAsync();
        answer.Headers.Location!.OriginalString.ShouldBe($"/image/uploads/{upload.Text("id")}");
        (upload.Text("content_type"), upload.GetProperty("size_bytes").GetInt64()).ShouldBe(("image/png", picture.Length));
        (upload.GetProperty("width").GetInt32(), upload.GetProperty("height").GetInt32()).ShouldBe((48, 32));
        upload.Text("hash").ShouldBe($"sha256:{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(picture))}");
        (upload.GetProperty("expires_at").GetDateTimeOffset() - upload.GetProperty("created_at").GetDateTimeOffset())
            .ShouldBe(TimeSpan.FromDays(7));

        (await _service.GetAsync(answer.Headers.Location!.OriginalString)).GetRawText().ShouldBe(upload.GetRawText());
        using var content = await _service.Client.GetAsync(new Uri(upload.Text("url"), UriKind.Relative));
        (await content.Content.ReadAsByteArrayAsync()).ShouldBe(picture);
        (content.Content.Headers.ContentType!.MediaType, content.Headers.ETag!.Tag)
            .ShouldBe(("image/png", $"\"{upload.Text("hash")[7..]}\""));
        content.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Fact]
    public async Task The_same_bytes_again_are_the_same_picture_however_they_are_sent()
    {
        var picture = Pictures.Png(16, 16, grey: 2);
        var first = await _service.Client.UploadAsync(picture);
        using var again = await _service.Client.PostBodyAsync(new ByteArrayContent(picture), "image/webp");
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.JsonAsync()).Text("id").ShouldBe(first.Text("id"));
        (await KeysAsync(_service)).Count(key => key.Contains(first.Text("id"), StringComparison.Ordinal)).ShouldBe(1);

        using var other = _service.ClientOf(_service.Token("somebody-else"));
        (await other.UploadAsync(picture)).Text("id").ShouldNotBe(first.Text("id"), "users have pictures of their own");
    }

    [Theory]
    [InlineData("FFD8FFE000104A46494600010100000100010000FFC0000B080010002001011100FFD9", "image/jpeg", 32, 16)]
    [InlineData("474946383961050003008000000000000000002C000000000500030000020284510 03B", "image/gif", 5, 3)]
    [InlineData("52494646240000005745425056503820180000003001009D012A0700090001001C2500034C000000", "image/webp", 7, 9)]
    public async Task Formats_are_told_by_their_bytes(string hex, string contentType, int width, int height)
    {
        using var answer = await _service.Client.PostBodyAsync(
            new ByteArrayContent(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))), "image/png");
        var upload = await answer.JsonAsync();
        upload.Text("content_type").ShouldBe(contentType);
        (upload.GetProperty("width").GetInt32(), upload.GetProperty("height").GetInt32()).ShouldBe((width, height));
    }

    [Theory]
    [InlineData(60_000, 60_000, "too_many_pixels", "60000 x 60000")]
    [InlineData(int.MaxValue, int.MaxValue, "too_many_pixels", "Uploads:MaxPixels")]
    [InlineData(0, 16, "not_a_picture", "width and height")]
    [InlineData(16, -1, "not_a_picture", "width and height")]
    public async Task A_picture_that_unpacks_to_too_much_is_refused_by_its_header(int width, int height, string code, string said)
    {
        using var client = _service.ClientOf(_service.Token("sends-bombs"));
        var picture = Pictures.Png(16, 16);
        BinaryPrimitives.WriteInt32BigEndian(picture.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(picture.AsSpan(20), height);

        using var answer = await client.PostPictureAsync(picture);

        (await answer.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, code)).Text("detail").ShouldContain(said);
        await NothingIsLeftAsync(_service, "sends-bombs");
    }

    [Fact]
    public async Task A_picture_whose_header_is_cut_off_is_refused()
    {
        using var client = _service.ClientOf(_service.Token("sends-halves"));
        using var answer = await client.PostBodyAsync(new ByteArrayContent(Convert.FromHexString("FFD8FFE1")), "image/jpeg");
        await answer.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "not_a_picture");
    }

    [Theory]
    [InlineData("", "image/png", 422, "not_a_picture")]
    [InlineData("a lighthouse, oil painting", "image/png", 422, "not_a_picture")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", 422, "not_a_picture")]
    [InlineData("RIFF....WAVX", "image/webp", 422, "not_a_picture")]
    [InlineData("x", null, 422, "not_a_picture")]
    [InlineData("{}", "application/json", 415, "unsupported_media_type")]
    [InlineData("<svg/>", "image/svg+xml", 415, "unsupported_media_type")]
    [InlineData("x", "multipart/form-data", 400, "malformed_upload")]
    [InlineData("x", "multipart/form-data; boundary=abc", 400, "malformed_upload")]
    [InlineData("--abc\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\nx\r\n--abc--\r\n", "multipart/form-data; boundary=abc",
        400, "malformed_upload")]
    [InlineData(
        "--abc\r\nContent-Disposition: form-data; name=\"file\"; " +
        "filename=\"a.png\"\r\n\r\nx\r\n--abc--\r\n", "multipart/form-data; boundary=abc", 400, "malformed_upload")]
    [InlineData(
        "--abc\r\nContent-Disposition: form-data; name=\"image\"; " +
        "filename=\"a.png\"\r\n\r\nGIF89a", "multipart/form-data; boundary=abc", 400, "malformed_upload")]
    public async Task What_is_no_picture_is_refused_and_nothing_of_it_is_kept(string body, string? contentType, int status, string code)
    {
        using var client = _service.ClientOf(_service.Token("sends-nonsense"));
        using var answer = await client.PostBodyAsync(new ByteArrayContent(Encoding.UTF8.GetBytes(body)), contentType);
        await answer.ShouldBeProblemAsync((HttpStatusCode)status, code);
        await NothingIsLeftAsync(_service, "sends-nonsense");
    }

    [Fact]
    public async Task A_picture_that_is_too_large_is_refused_whether_it_says_so_or_not()
    {
        await using var service = await Service.StartAsync(settings: "--Uploads:MaxBytes=100000");
        using var told = await service.Client.PostPictureAsync(Pictures.Png(8, 8, padding: 100_000));
        await told.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        using var untold = await service.Client.PostBodyAsync(new Endless(Pictures.Png(8, 8, padding: 200_000)), "image/png");
        await untold.ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        (await KeysAsync(service)).ShouldBeEmpty();
        (await RowsAsync(service)).ShouldBe(0);
        await service.Client.UploadAsync(Pictures.Png(8, 8, padding: 99_000));
    }

    [Fact]
    public async Task A_large_picture_passes_through_in_pieces()
    {
        var picture = Pictures.Png(640, 480, grey: 3, padding: 19_000_000);
        var upload = await _service.Client.UploadAsync(picture);
        (await _service.Client.GetByteArrayAsync(new Uri(upload.Text("url"), UriKind.Relative))).AsSpan().SequenceEqual(picture)
            .ShouldBeTrue();
        using var request = new HttpRequestMessage(HttpMethod.Get, upload.Text("url")) { Headers = { Range = new RangeHeaderValue(0, 7) } };
        using var range = await _service.Client.SendAsync(request);
        (await range.Content.ReadAsByteArrayAsync()).ShouldBe(picture[..8]);
    }

    [Fact]
    public async Task To_everybody_else_it_is_not_there()
    {
        var upload = await _service.Client.UploadAsync(Pictures.Png(16, 16, grey: 4));
        var path = $"/image/uploads/{upload.Text("id")}";
        var stranger = _service.Token("a-stranger");
        (await _service.StatusAsync(path, stranger)).ShouldBe(HttpStatusCode.NotFound);
        (await _service.StatusAsync($"{path}/content", stranger)).ShouldBe(HttpStatusCode.NotFound);
        (await _service.StatusAsync(path, stranger, HttpMethod.Delete)).ShouldBe(HttpStatusCode.NotFound);
        (await _service.StatusAsync(path, token: null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await _service.StatusAsync("/image/uploads", token: null, HttpMethod.Post)).ShouldBe(HttpStatusCode.Unauthorized);

        using var client = _service.ClientOf(stranger);
        using var job = await client.GenerateAsync(Pictures.Request(upload.Text("id")));
        await ShouldNameTheParameterAsync(job);
        (await _service.StatusAsync(path, _service.Token())).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("01a203c7-4936-72c9-b08c-8e894fd17201")]
    [InlineData("art-engine/picture.png")]
    [InlineData("")]
    public async Task A_job_names_a_picture_that_is_there(string id)
    {
        using var answer = await _service.Client.GenerateAsync(Pictures.Request(id));
        await ShouldNameTheParameterAsync(answer);
    }

    [Fact]
    public async Task A_workflow_paints_the_picture_anew()
    {
        var upload = await _service.Client.UploadAsync(Pictures.Png(96, 64, grey: 5));
        var job = await _service.Client.WaitForEndAsync(
            (await _service.Client.SubmitAsync(Pictures.Request(upload.Text("id")))).Text("id"));
        job.Text("status").ShouldBe("succeeded", job.ToString());
        var output = job.GetProperty("outputs")[0];
        (output.GetProperty("width").GetInt32(), output.GetProperty("height").GetInt32()).ShouldBe((96, 64));
        job.GetProperty("parameters").Text("image").ShouldBe(upload.Text("id"));
        (await _service.GetAsync("/workflows/img2img")).GetProperty("parameters").GetProperty("properties").GetProperty("image")
            .Text("x-upload").ShouldBe("image");
    }

    [Fact]
    public async Task A_picture_that_a_job_waits_for_cannot_be_deleted_and_afterwards_nothing_of_it_is_left()
    {
        await using var service = await Service.StartAsync();
        service.Simulator.Faults.Board.Hold.Set(closed: true);
        var upload = await service.Client.UploadAsync(Pictures.Png(16, 16));
        var path = $"/image/uploads/{upload.Text("id")}";
        var job = await service.Client.SubmitAsync(Pictures.Request(upload.Text("id")));
        using var refused = await service.Client.DeleteAsync(new Uri(path, UriKind.Relative));
        await refused.ShouldBeProblemAsync(HttpStatusCode.Conflict, "upload_in_use");

        service.Simulator.Faults.Board.Hold.Set(closed: false);
        (await service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
        (await service.StatusAsync(path, service.Token(), HttpMethod.Delete)).ShouldBe(HttpStatusCode.NoContent);
        (await service.StatusAsync(path, service.Token(), HttpMethod.Delete)).ShouldBe(HttpStatusCode.NotFound);
        (await KeysAsync(service)).ShouldNotContain(key => key.Contains("uploads", StringComparison.Ordinal));
        (await RowsAsync(service)).ShouldBe(0);
    }

    [Fact]
    public async Task One_users_pictures_may_take_so_much_and_no_more()
    {
        await using var service = await Service.StartAsync(settings: "--Uploads:MaxBytesPerUser=100000");
        var first = await service.Client.UploadAsync(Pictures.Png(8, 8, padding: 60_000));
        using var beyond = await service.Client.PostPictureAsync(Pictures.Png(8, 8, padding: 60_001));
        await beyond.ShouldBeProblemAsync(HttpStatusCode.Conflict, "uploads_full");
        using var other = service.ClientOf(service.Token("another-one"));
        await other.UploadAsync(Pictures.Png(8, 8, padding: 60_001));

        using var deleted = await service.Client.DeleteAsync(new Uri($"/image/uploads/{first.Text("id")}", UriKind.Relative));
        await service.Client.UploadAsync(Pictures.Png(8, 8, padding: 60_001));
    }

    [Fact]
    public async Task At_once_no_more_is_taken_than_one_after_the_other()
    {
        await using var service = await Service.StartAsync(settings: "--Uploads:MaxBytesPerUser=100000");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(number => service.Client.PostPictureAsync(Pictures.Png(8, 8, padding: 30_000 + number))));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(3);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(5);
    }

    [Fact]
    public async Task A_picture_is_deleted_some_days_after_its_last_use_and_not_under_a_job_that_waits()
    {
        var clock = new ShiftedClock();
        await using var service = await Service.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(
                clock), settings: ["--Uploads:KeepDays=7", "--Generation:MaxWaitHours=8760"]);
        using var disabled = await service.Client.PatchAsJsonAsync("/backends/simulator", new { state = "disabled" });
        await service.Client.UploadAsync(Pictures.Png(8, 8, grey: 1));
        var taken = await service.Client.UploadAsync(Pictures.Png(8, 8, grey: 2));
        clock.Ahead += TimeSpan.FromDays(3);
        using var later = service.ClientOf(service.Token());
        var job = await later.SubmitAsync(Pictures.Request(taken.Text("id")));
        (await later.GetFromJsonAsync<JsonElement>($"/image/uploads/{taken.Text("id")}")).GetProperty("expires_at").GetDateTimeOffset()
            .ShouldBe(clock.GetUtcNow() + TimeSpan.FromDays(7), TimeSpan.FromMinutes(1));

        clock.Ahead += TimeSpan.FromDays(8);
        await KnownUsers.UntilAsync(async () => await RowsAsync(service) == 1);
        (await KeysAsync(service)).ShouldHaveSingleItem().ShouldContain(taken.Text("id"));

        using var latest = service.ClientOf(service.Token());
        using var canceled = await latest.PostAsync(new Uri($"/image/jobs/{job.Text("id")}/cancel", UriKind.Relative), null);
        await KnownUsers.UntilAsync(async () => await RowsAsync(service) == 0);
        (await KeysAsync(service)).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_the_store_is_away_uploads_answer_503_and_what_waits_for_deletion_goes_later()
    {
        var (store, clock) = (new BrokenStore { IsBroken = false }, new ShiftedClock());
        await using var service = await Service.StartAsync(
            builder => builder.Services.AddSingleton<IBlobStore>(store).AddSingleton<TimeProvider>(clock));
        var upload = await service.Client.UploadAsync(Pictures.Png(8, 8));
        store.IsBroken = true;
        using var refused = await service.Client.PostPictureAsync(Pictures.Png(8, 8, grey: 1));
        await refused.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        var path = $"/image/uploads/{upload.Text("id")}";
        (await service.StatusAsync(path, service.Token(), HttpMethod.Delete)).ShouldBe(HttpStatusCode.NoContent);
        (await service.StatusAsync(path, service.Token())).ShouldBe(HttpStatusCode.NotFound);
        (await RowsAsync(service)).ShouldBe(2);

        // Storing, its discard and the deletion were refused; then both rows are tried again in vain, and left alone for a minute.
        await KnownUsers.UntilAsync(() => Task.FromResult(store.Refused >= 5));
        store.IsBroken = false;
        await KnownUsers.UntilAsync(async () =>
        {
            clock.Ahead += TimeSpan.FromMinutes(1);
            return await RowsAsync(service) == 0;
        });
    }

    [Fact]
    public async Task A_picture_that_is_gone_from_the_store_fails_the_job_and_not_the_lane()
    {
        // It keeps nothing.
        await using var service =
            await Service.StartAsync(builder => builder.Services.AddSingleton<IBlobStore>(new BrokenStore { IsBroken = false }));
        var upload = await service.Client.UploadAsync(Pictures.Png(8, 8));
        var job = await service.Client.SubmitAsync(Pictures.Request(upload.Text("id")));
        var ended = await service.Client.WaitForEndAsync(job.Text("id"));
        (ended.Text("status"), ended.GetProperty("error").Text("code")).ShouldBe(("failed", "input_missing"));
        (await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"))).Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task Uploading_needs_the_permission_to_make_pictures()
    {
        await using var service = await Service.StartAsync(settings: "--Identity:RequirePermissions=true");
        (await service.StatusAsync("/image/uploads", service.Token("reader-only"), HttpMethod.Post)).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Swagger_tells_both_ways_to_send_it_and_shows_what_comes_back()
    {
        var paths = (await _service.GetAsync("/swagger/v1/swagger.json")).GetProperty("paths");
        var post = paths.GetProperty("/image/uploads").GetProperty("post");
        var body = post.GetProperty("requestBody").GetProperty("content");
        body.GetProperty("multipart/form-data").GetProperty("schema").Text("$ref").ShouldEndWith("UploadForm");
        body.GetProperty("image/png").GetProperty("schema").Text("format").ShouldBe("binary");
        post.GetProperty("responses").GetProperty("201").GetProperty("content").GetProperty("application/json").GetProperty("example")
            .Text("url").ShouldContain("/content");
        paths.GetProperty("/image/uploads/{uploadId}").EnumerateObject().Select(method => method.Name)
            .ShouldBe(["get", "delete"], ignoreOrder: true);
    }

    private static async Task ShouldNameTheParameterAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = await answer.JsonAsync();
        (problem.Text("code"), problem.GetProperty("errors")[0].Text("pointer")).ShouldBe(("invalid_parameters", "/parameters/image"));
    }

    private static async Task NothingIsLeftAsync(Service service, string subject)
    {
        var id = (await service.UserAsync(subject))!.Id.ToString();
        (await KeysAsync(service)).ShouldNotContain(key => key.Contains(id, StringComparison.Ordinal));
        await using var db = await service.Services.GetRequiredService<IDbContextFactory<GenerationDbContext>>().CreateDbContextAsync();
        (await db.Uploads.AnyAsync(upload => upload.UserId == Guid.Parse(id))).ShouldBeFalse();
    }

    private static async Task<int> RowsAsync(Service service)
    {
        await using var db = await service.Services.GetRequiredService<IDbContextFactory<GenerationDbContext>>().CreateDbContextAsync();
        return await db.Uploads.CountAsync();
    }

    /// <summary>Everything in the store, finished or not.</summary>
    internal static async Task<IReadOnlyList<string>> KeysAsync(Service service)
    {
        if (service.Services.GetRequiredService<IBlobStore>() is S3BlobStore)
        {
            var bucket = service.Services.GetRequiredService<S3Bucket>();
            var uploads = bucket.ListUploadsAsync("", default).Select(upload => upload.Key);
            return await bucket.ListAsync("", default).Concat(uploads).ToListAsync();
        }

        var folder = Path.Combine(service.Services.GetRequiredService<DataOptions>().DataDirectory, "outputs");
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
    }

    /// <summary>A body that does not tell its length.</summary>
    private sealed class Endless(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
