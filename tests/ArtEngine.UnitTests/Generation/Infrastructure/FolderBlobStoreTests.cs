using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.Generation.Infrastructure.Library;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class FolderBlobStoreTests : IDisposable
{
    private const string Key = "user/job/attempt/0.png";

    private readonly TemporaryFolder _folder = new();
    private readonly FolderBlobStore _store;

    public FolderBlobStoreTests() => _store = new(new DataOptions { DataDirectory = _folder.Path });

    private IEnumerable<string> Files => Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_saved_can_be_opened_anywhere_in_it()
    {
        await _store.SaveAsync(Key, new MemoryStream([1, 2, 3, 4]), "image/png", default);
        await using var stream = (await _store.OpenAsync(Key, default))!;
        stream.Length.ShouldBe(4);
        stream.Position = 2;
        stream.ReadByte().ShouldBe(3);
        Files.Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_not_there_is_null_and_leaves_no_folder()
    {
        (await _store.OpenAsync(Key, default)).ShouldBeNull();
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_below_a_prefix_is_deleted_unfinished_files_too()
    {
        await _store.SaveAsync(Key, new MemoryStream([1]), "image/png", default);
        await _store.SaveAsync("user2/job/attempt/0.png", new MemoryStream([2]), "image/png", default);
        File.WriteAllText($"{Files.Single(file => file.Contains("user/", StringComparison.Ordinal))}.0.part", "half");

        (await _store.DeleteAllAsync("user/", default)).ShouldBe(2);
        (await _store.DeleteAllAsync("user/", default)).ShouldBe(0);

        Files.ShouldHaveSingleItem().ShouldContain("user2");
        Directory.EnumerateDirectories(FolderBlobStore.FolderOf(new() { DataDirectory = _folder.Path })).Count().ShouldBe(1);
    }

    [Fact]
    public async Task Everything_below_a_prefix_but_what_is_kept_is_deleted()
    {
        await _store.SaveAsync(Key, new MemoryStream([1]), "image/png", default);
        await _store.SaveAsync("user/job/attempt/1.png", new MemoryStream([1]), "image/png", default);
        File.WriteAllText($"{Files.First()}.0.part", "half");

        (await _store.DeleteAllExceptAsync("user/job/attempt/", new HashSet<string> { Key }, default)).ShouldBe(2);
        Files.ShouldHaveSingleItem().ShouldEndWith("0.png");
        (await _store.DeleteAllExceptAsync("user/job/attempt/", new HashSet<string>(), default)).ShouldBe(1);
        (await _store.DeleteAllExceptAsync("user/job/none/", new HashSet<string> { Key }, default)).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_dead_process_left_half_stored_is_deleted_when_it_is_old()
    {
        await _store.SaveAsync(Key, new MemoryStream([1]), "image/png", default);
        var (old, young) = ($"{Files.Single()}.0.part", $"{Files.Single()}.1.part");
        File.WriteAllText(old, "half");
        File.WriteAllText(young, "half");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));

        (await _store.DeleteUnfinishedAsync(DateTimeOffset.UtcNow.AddDays(-1), default)).ShouldBe(1);

        File.Exists(old).ShouldBeFalse();
        Files.Count().ShouldBe(2);
    }

    [Fact]
    public void Folders_are_flushed_up_to_the_outermost_and_one_that_cannot_be_is_an_error_of_the_store()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "a", "b", "c")).FullName;
        FolderSync.Flush(folder, _folder.Path);
        if (!OperatingSystem.IsWindows())
        {
            Should.Throw<IOException>(() => FolderSync.Flush(Path.Combine(folder, "none"), _folder.Path)).Message.ShouldContain("none");
        }
    }

    [Fact]
    public async Task A_stream_that_breaks_leaves_nothing_under_the_key()
    {
        await Should.ThrowAsync<IOException>(_store.SaveAsync(Key, new BreakingStream(), "image/png", default));
        (await _store.OpenAsync(Key, default)).ShouldBeNull();
        Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stream_that_breaks_leaves_what_was_there_before()
    {
        await _store.SaveAsync(Key, new MemoryStream([1, 2, 3]), "image/png", default);
        await Should.ThrowAsync<IOException>(_store.SaveAsync(Key, new BreakingStream(), "image/png", default));
        await using var stream = (await _store.OpenAsync(Key, default))!;
        stream.Length.ShouldBe(3);
        Files.Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_second_save_replaces_the_first_even_while_it_is_read()
    {
        await _store.SaveAsync(Key, new MemoryStream([1]), "image/png", default);
        await using var old = (await _store.OpenAsync(Key, default))!;
        await _store.SaveAsync(Key, new MemoryStream([2, 2]), "image/png", default);
        await using var renewed = (await _store.OpenAsync(Key, default))!;
        (old.ReadByte(), renewed.ReadByte(), renewed.Length).ShouldBe((1, 2, 2L));
    }

    [Fact]
    public async Task A_canceled_save_leaves_nothing()
    {
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(_store.SaveAsync(Key, new MemoryStream([1]), "image/png", canceled.Token));
        Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_system_refuses_is_an_error_of_the_store_that_says_what_to_do()
    {
        var error = await Should.ThrowAsync<IOException>(FolderRefusal.TranslateAsync<bool>(
            "/data/outputs", () => throw new UnauthorizedAccessException("Access to the path '/data/outputs/user' is denied.")));
        error.Message.ShouldContain("/data/outputs/user");
        error.Message.ShouldContain("right to read and write");
    }

    [Fact]
    public async Task A_file_that_cannot_be_deleted_keeps_no_other_one()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var outputs = Directory.CreateDirectory(FolderBlobStore.FolderOf(new() { DataDirectory = _folder.Path })).FullName;
        var (before, behind) = (Path.Combine(outputs, "a.part"), Path.Combine(outputs, "z.part"));
        File.WriteAllText(before, "half");
        File.WriteAllText(behind, "half");
        Directory.CreateSymbolicLink(Path.Combine(outputs, "m"), "/proc/sys/kernel/random");
        await Should.ThrowAsync<IOException>(_store.DeleteAllExceptAsync("/", new HashSet<string> { "none" }, default));
        (File.Exists(before), File.Exists(behind)).ShouldBe((false, false));
    }

    private sealed class BreakingStream : MemoryStream
    {
        private bool _isBroken;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_isBroken)
            {
                throw new IOException("The server went away.");
            }

            _isBroken = true;
            return new(Math.Min(1_000, buffer.Length));
        }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            CopySlowlyAsync(destination, cancellationToken);

        private async Task CopySlowlyAsync(Stream destination, CancellationToken cancellationToken)
        {
            var buffer = new byte[4_096];
            while (true)
            {
                var count = await ReadAsync(buffer, cancellationToken);
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
    }
}
