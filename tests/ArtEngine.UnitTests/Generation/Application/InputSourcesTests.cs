using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Inputs;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Library;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class InputSourcesTests
{
    private static readonly Guid User = Guid.NewGuid();
    private static readonly byte[] Picture =
    [
        0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1,
        .. Enumerable.Range(0, 20_000).Select(number => (byte)(number * 7)),
    ];

    private readonly MemoryUploads _uploads = new();
    private readonly MemoryStore _store = new();
    private readonly OneOutput _outputs = new();
    private readonly OneAddress _remote = new();

    [Fact]
    public async Task An_upload_is_itself_and_somebody_elses_is_none()
    {
        var (mine, others) = (_uploads.Add(User), _uploads.Add(Guid.NewGuid(), 'b'));
        (await ResolveAsync(mine.Id.ToString())).ShouldBe(mine.Id);
        (await ResolveAsync(others.Id.ToString())).ShouldBeNull();
        _store.Objects.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_output_of_ones_own_goes_the_way_of_an_upload()
    {
        _outputs.Output = Samples.Output(Guid.NewGuid());
        _outputs.Owner = User;
        _store.Objects[_outputs.Output.StorageKey] = Picture;
        (await StoredAsync(_outputs.Output.Id.ToString())).ShouldBe(Picture);
        _outputs.Owner = Guid.NewGuid();
        (await ResolveAsync(_outputs.Output.Id.ToString())).ShouldBeNull();
    }

    [Theory]
    [InlineData("data:image/png;base64,")]
    [InlineData("DATA:;BASE64,")]
    [InlineData("data:text/html;charset=x;base64,")]
    [InlineData("")]
    public async Task A_data_url_and_base64_are_the_picture_itself(string before)
    {
        (await StoredAsync(before + Convert.ToBase64String(Picture))).ShouldBe(Picture);
    }

    [Fact]
    public void Any_bytes_come_out_of_base64_as_they_were_however_they_are_written() => Prop.ForAll<byte[], bool, bool>(
        (bytes, wraps, isUrl) =>
    {
        var text = Convert.ToBase64String(bytes, wraps ? Base64FormattingOptions.InsertLineBreaks : Base64FormattingOptions.None);
        text = isUrl ? text.TrimEnd('=').Replace('+', '-').Replace('/', '_') : text;
        return Decode(text).SequenceEqual(bytes);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("data:image/png,abc")]
    [InlineData("data:image/png;base64")]
    [InlineData("data:image/png;base64,%89PNG")]
    [InlineData("data:image/png;base64,AAAA=AAA")]
    [InlineData("data:image/png;base64,A")]
    public async Task What_is_no_base64_is_said_to_be_none(string given) =>
        (await Should.ThrowAsync<AppException>(ResolveAsync(given))).Code.ShouldBe("not_base64");

    [Theory]
    [InlineData("x.png")]
    [InlineData("")]
    [InlineData("picture")]
    [InlineData("../../etc/passwd")]
    public async Task A_word_is_no_picture(string given) => (await ResolveAsync(given)).ShouldBeNull();

    [Fact]
    public async Task What_is_larger_than_an_upload_may_be_is_not_read_on()
    {
        byte[] large = [.. Picture, .. new byte[200_000]];
        _remote.Content = new MemoryStream(large);
        (await Should.ThrowAsync<AppException>(ResolveAsync("https://pictures.example.com/a.png"))).Code.ShouldBe("body_too_large");
        (await Should.ThrowAsync<AppException>(ResolveAsync(Convert.ToBase64String(large)))).Code.ShouldBe("body_too_large");
    }

    [Fact]
    public async Task Whatever_has_a_scheme_is_for_who_fetches_addresses()
    {
        foreach (var address in new[] { "https://pictures.example.com/a.png", "file:///etc/passwd", "http://127.0.0.1/", "gopher://x" })
        {
            _remote.Content = new MemoryStream(Picture);
            (await StoredAsync(address)).ShouldBe(Picture);
            _remote.Asked.ShouldBe(address);
        }
    }

    internal static InputSources Over(IUploads uploads) => Over(uploads, new OneOutput(), new MemoryStore(), new OneAddress(), new());

    private static InputSources Over(
        IUploads uploads, IOutputs outputs, MemoryStore store, IRemoteFiles remote, UploadOptions settings)
    {
        var options = Options.Create(settings);
        var removal = new UploadRemoval(uploads, store, NullLogger<UploadRemoval>.Instance);
        return new(uploads, outputs, store, remote, new(uploads, removal, new(), store, TimeProvider.System, options), options);
    }

    private static byte[] Decode(string text)
    {
        var bytes = new MemoryStream();
        using var stream = new Base64Stream(text.AsMemory());
        stream.CopyToAsync(bytes).IsCompletedSuccessfully.ShouldBeTrue();
        return bytes.ToArray();
    }

    /// <summary>The bytes of the upload that it becomes.</summary>
    private async Task<byte[]> StoredAsync(string given)
    {
        var id = (await ResolveAsync(given)).ShouldNotBeNull();
        return _store.Objects[_uploads.All.Single(upload => upload.Id == id).StorageKey];
    }

    private Task<Guid?> ResolveAsync(string given, string kind = "image") =>
        Over(_uploads, _outputs, _store, _remote, new() { MaxBytes = 100_000 }).ResolveAsync(given, kind, User, default);

    private sealed class OneOutput : IOutputs
    {
        public JobOutput? Output { get; set; }

        public Guid Owner { get; set; }

        public Task<JobOutput?> FindAsync(Guid outputId, Guid userId, CancellationToken cancellationToken) =>
            Task.FromResult(outputId == Output?.Id && userId == Owner ? Output : null);

        public Task<JobOutput?> FindAsync(Guid outputId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<JobOutput>> FindManyAsync(
            IReadOnlyCollection<Guid> outputIds, Guid userId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<JobOutput>> OfJobsAsync(
            IReadOnlyCollection<Guid> jobIds, Guid userId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<OutputRow>> ListAsync(
            Guid userId, OutputChoice choice, PageCursor? after, int count, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<long> SumBytesAsync(Guid userId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<OutputRow?> MarkAsync(Guid outputId, Guid userId, bool isFavourite, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    private sealed class OneAddress : IRemoteFiles
    {
        public string? Asked { get; private set; }

        public Stream Content { get; set; } = Stream.Null;

        public Task<Stream> OpenAsync(string address, long mostBytes, CancellationToken cancellationToken)
        {
            Asked = address;
            return Task.FromResult(Content);
        }
    }
}
