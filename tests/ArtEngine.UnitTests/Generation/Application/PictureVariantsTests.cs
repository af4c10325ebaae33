using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Thumbnails;
using ArtEngine.Generation.Domain.Library;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class PictureVariantsTests : IDisposable
{
    private static readonly PictureVariant Thumbnail = new(512, null, "webp", 80);
    private readonly MemoryStore _store = new();
    private readonly SlowConverter _converter = new();
    private readonly PictureVariants _variants;

    public PictureVariantsTests() => _variants = new(
        _store, _converter, Microsoft.Extensions.Options.Options.Create(new ThumbnailOptions { Concurrency = 1, MaxWaiting = 1 }),
        NullLogger<PictureVariants>.Instance);

    public void Dispose() => _variants.Dispose();

    [Fact]
    public async Task A_variant_is_made_once_and_lies_beside_its_output()
    {
        var output = Stored();
        (await ReadAsync(output, Thumbnail)).ShouldBe([7]);
        (await ReadAsync(output, Thumbnail)).ShouldBe([7]);
        _converter.Made.ShouldBe(1);
        _store.Objects.Keys.ShouldContain(key => key.StartsWith(PictureVariants.PrefixOf(output), StringComparison.Ordinal));
        PictureVariants.PrefixOf(output).ShouldBe($"user/job/attempt/thumbnails/{output.Id:N}/");
    }

    [Fact]
    public async Task Those_who_ask_for_the_same_at_once_have_it_made_once()
    {
        var output = Stored();
        _converter.Until = new();
        var one = ReadAsync(output, Thumbnail);
        var other = ReadAsync(output, Thumbnail);
        _converter.Until.SetResult();
        (await one).ShouldBe(await other);
        _converter.Made.ShouldBe(1);
    }

    [Fact]
    public async Task Who_comes_when_too_many_wait_is_told_to_come_again()
    {
        _converter.Until = new();
        var made = ReadAsync(Stored(), Thumbnail);
        var waits = ReadAsync(Stored(), Thumbnail);
        var refused = await Should.ThrowAsync<AppException>(ReadAsync(Stored(), Thumbnail));
        (refused.Kind, refused.Code).ShouldBe((ErrorKind.Unavailable, "thumbnails_busy"));
        _converter.Until.SetResult();
        await Task.WhenAll(made, waits);
    }

    [Fact]
    public async Task What_hardly_anybody_asks_for_is_not_kept()
    {
        var output = Stored();
        await ReadAsync(output, Thumbnail with { Width = 511 });
        await ReadAsync(output, Thumbnail with { Width = 511 });
        (_converter.Made, _store.Objects.Count).ShouldBe((2, 1));
    }

    [Fact]
    public async Task The_etag_differs_with_the_output_and_the_variant()
    {
        var output = Stored();
        var tags = new[]
        {
            (await _variants.OpenAsync(output, Thumbnail, default)).Hash,
            (await _variants.OpenAsync(output, Thumbnail with { Quality = 70 }, default)).Hash,
            (await _variants.OpenAsync(Stored(hash: 'b'), Thumbnail, default)).Hash,
        };
        tags.ShouldBeUnique();
        (await _variants.OpenAsync(output, Thumbnail, default)).Hash.ShouldBe(tags[0]);
    }

    [Theory]
    [InlineData("video/mp4", 1, "not_convertible")]
    [InlineData("image/svg+xml", 1, "not_convertible")]
    [InlineData("image/png", 20_000, "not_convertible")]
    public async Task What_is_no_picture_or_too_large_is_refused_before_anything_is_read(string contentType, int side, string code)
    {
        (await Should.ThrowAsync<AppException>(ReadAsync(Stored(contentType, side), Thumbnail))).Code.ShouldBe(code);
        _converter.Made.ShouldBe(0);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_read_and_a_machine_that_cannot_convert_are_told_apart()
    {
        _converter.Fault = new PictureRefusedException("It is broken.");
        (await Should.ThrowAsync<AppException>(ReadAsync(Stored(), Thumbnail))).Code.ShouldBe("not_convertible");
        _converter.Fault = new NoConverterException(new DllNotFoundException());
        (await Should.ThrowAsync<AppException>(ReadAsync(Stored(), Thumbnail))).Code.ShouldBe("thumbnails_unavailable");
        _store.Objects.Count.ShouldBe(2, "nothing but the outputs");
    }

    private JobOutput Stored(string contentType = "image/png", int side = 100, char hash = 'a')
    {
        var id = Guid.NewGuid();
        var output = new JobOutput
        {
            Id = id,
            JobId = Guid.NewGuid(),
            UserId = Guid.NewGuid(),
            WorkflowName = "txt2img",
            CreatedAt = DateTimeOffset.UnixEpoch,
            Position = 0,
            NodeId = "9",
            Name = "picture.png",
            Type = "image",
            ContentType = contentType,
            SizeBytes = 3,
            Hash = new(hash, 64),
            Width = side,
            Height = side,
            StorageKey = $"user/job/attempt/{id:N}.png",
        };
        _store.Objects[output.StorageKey] = [1, 2, 3];
        return output;
    }

    private async Task<byte[]> ReadAsync(JobOutput output, PictureVariant variant)
    {
        var file = await _variants.OpenAsync(output, variant, default);
        using var bytes = new MemoryStream();
        await file.Bytes!.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private sealed class SlowConverter : IPictureConverter
    {
        public int Made { get; private set; }

        public TaskCompletionSource? Until { get; set; }

        public Exception? Fault { get; set; }

        public async Task<byte[]> ConvertAsync(
            Stream picture, PictureVariant variant, long mostPixels, CancellationToken cancellationToken)
        {
            await (Until?.Task ?? Task.CompletedTask);
            Made++;
            return Fault is null ? [7] : throw Fault;
        }
    }
}
