using System.Security.Cryptography;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>The store against a real server. Alone, because it looks at the memory of the whole process.</summary>
[Collection(nameof(Alone))]
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class StoreTests
{
    private const int MiB = 1024 * 1024;

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task Forty_megabytes_go_there_and_back_without_being_held_in_memory()
    {
        using var bucket = new TestBucket();
        await bucket.Bucket.MakeSureItExistsAsync(CancellationToken.None);
        var sent = new PatternStream(40 * MiB);
        var before = GC.GetTotalAllocatedBytes();

        await bucket.Store.SaveAsync("large.bin", sent, "application/octet-stream", CancellationToken.None);
        await using var received = (await bucket.Store.OpenAsync("large.bin", CancellationToken.None))!;
        var hash = await SHA256.HashDataAsync(received);
        var allocated = GC.GetTotalAllocatedBytes() - before;

        received.Length.ShouldBe(40 * MiB);
        hash.ShouldBe(await SHA256.HashDataAsync(new PatternStream(40 * MiB)));
        allocated.ShouldBeLessThan(20 * MiB);
        (await bucket.PartsLeftAsync()).ShouldBe(0);
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task Any_place_of_a_large_object_can_be_read()
    {
        using var bucket = new TestBucket();
        await bucket.Bucket.MakeSureItExistsAsync(CancellationToken.None);
        await bucket.Store.SaveAsync("large.bin", new PatternStream(9 * MiB), "application/octet-stream", CancellationToken.None);
        await using var stream = (await bucket.Store.OpenAsync("large.bin", CancellationToken.None))!;
        var buffer = new byte[1000];

        foreach (var position in new[] { 8 * MiB - 500, MiB - 1, 0, (9 * MiB) - 1000 })
        {
            stream.Seek(position, SeekOrigin.Begin);
            await stream.ReadExactlyAsync(buffer);
            buffer.ShouldBe(Enumerable.Range(position, buffer.Length).Select(at => PatternStream.At(at)));
        }

        (await stream.ReadAsync(buffer)).ShouldBe(0);
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task An_object_that_is_replaced_while_it_is_read_is_not_read_on()
    {
        using var bucket = new TestBucket();
        await bucket.Bucket.MakeSureItExistsAsync(CancellationToken.None);
        await bucket.Store.SaveAsync("a.bin", new PatternStream(9 * MiB), "application/octet-stream", CancellationToken.None, 9 * MiB);
        await using var stream = (await bucket.Store.OpenAsync("a.bin", CancellationToken.None))!;

        await bucket.Store.SaveAsync("a.bin", new MemoryStream(new byte[9 * MiB]), "application/octet-stream", CancellationToken.None);

        (await Should.ThrowAsync<IOException>(stream.CopyToAsync(Stream.Null))).Message.ShouldContain("412");
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task An_upload_that_breaks_leaves_neither_parts_nor_an_object_nor_a_file()
    {
        using var bucket = new TestBucket();
        await bucket.Bucket.MakeSureItExistsAsync(CancellationToken.None);

        await Should.ThrowAsync<IOException>(() => bucket.Store.SaveAsync(
            "broken.bin", new PatternStream(40 * MiB, breaksAt: 20 * MiB), "application/octet-stream", CancellationToken.None));

        (await bucket.PartsLeftAsync()).ShouldBe(0);
        (await bucket.Store.OpenAsync("broken.bin", CancellationToken.None)).ShouldBeNull();
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task An_empty_file_is_a_file_and_a_later_one_replaces_it()
    {
        using var bucket = new TestBucket();
        await bucket.Bucket.MakeSureItExistsAsync(CancellationToken.None);

        await bucket.Store.SaveAsync("a/b.bin", new PatternStream(0), "text/plain", CancellationToken.None);
        await using var empty = (await bucket.Store.OpenAsync("a/b.bin", CancellationToken.None))!;
        await bucket.Store.SaveAsync("a/b.bin", new PatternStream(8 * MiB), "text/plain", CancellationToken.None);
        await using var replaced = (await bucket.Store.OpenAsync("a/b.bin", CancellationToken.None))!;

        empty.Length.ShouldBe(0);
        (await empty.ReadAsync(new byte[1])).ShouldBe(0);
        replaced.Length.ShouldBe(8 * MiB);
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task Everything_below_a_prefix_is_deleted_over_many_pages_and_unfinished_uploads_too()
    {
        using var bucket = new TestBucket();
        await bucket.Bucket.MakeSureItExistsAsync(CancellationToken.None);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1_100),
            async (number, _) =>
                await bucket.Store.SaveAsync($"user/{number}.bin", new PatternStream(1), "text/plain", CancellationToken.None));
        await bucket.Store.SaveAsync("user2/a.bin", new PatternStream(1), "text/plain", CancellationToken.None);
        await bucket.LeavePartsAsync("user/half.bin");

        (await bucket.Store.DeleteAllAsync("user/", CancellationToken.None)).ShouldBe(1_101);
        (await bucket.Store.DeleteAllAsync("user/", CancellationToken.None)).ShouldBe(0);

        (await bucket.KeysAsync()).ShouldBe(["user2/a.bin"]);
        (await bucket.PartsLeftAsync()).ShouldBe(0);
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task Everything_below_a_prefix_but_what_is_kept_is_deleted_over_many_pages()
    {
        using var bucket = new TestBucket();
        await bucket.Bucket.MakeSureItExistsAsync(CancellationToken.None);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1_100),
            async (number, _) =>
                await bucket.Store.SaveAsync($"user/{number}.bin", new PatternStream(1), "text/plain", CancellationToken.None));
        await bucket.LeavePartsAsync("user/half.bin");

        (await bucket.Store.DeleteAllExceptAsync("user/", new HashSet<string> { "user/0.bin", "user/999.bin" }, CancellationToken.None))
            .ShouldBe(1_099);

        (await bucket.KeysAsync()).ShouldBe(["user/0.bin", "user/999.bin"]);
        (await bucket.PartsLeftAsync()).ShouldBe(0);
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task Unfinished_uploads_are_aborted_when_they_are_old_and_of_this_service()
    {
        using var bucket = new TestBucket();
        await bucket.Bucket.MakeSureItExistsAsync(CancellationToken.None);
        await bucket.LeavePartsAsync($"{Guid.NewGuid()}/half.bin");
        await bucket.LeavePartsAsync("somebody/else.bin");

        (await bucket.Store.DeleteUnfinishedAsync(DateTimeOffset.UtcNow.AddHours(-1), CancellationToken.None)).ShouldBe(0);
        (await bucket.Store.DeleteUnfinishedAsync(DateTimeOffset.UtcNow.AddMinutes(1), CancellationToken.None)).ShouldBe(1);

        (await bucket.PartsLeftAsync()).ShouldBe(1);
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task A_missing_bucket_is_an_io_error_that_says_so()
    {
        using var bucket = new TestBucket();

        var error = await Should.ThrowAsync<IOException>(
            () => bucket.Store.SaveAsync("a.bin", new PatternStream(1), "text/plain", CancellationToken.None));

        error.Message.ShouldContain("404 NoSuchBucket");
    }
}
