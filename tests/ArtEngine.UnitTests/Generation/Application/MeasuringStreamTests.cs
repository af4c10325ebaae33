using System.Security.Cryptography;
using ArtEngine.Generation.Application.Library.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class MeasuringStreamTests
{
    [Fact]
    public void Length_hash_and_head_are_those_of_the_bytes_however_they_come() => Prop.ForAll<byte[], byte>((bytes, chunk) =>
    {
        var measured = new MeasuringStream(new MemoryStream(bytes));
        var copy = new MemoryStream();
        measured.CopyToAsync(copy, 1 + chunk).IsCompletedSuccessfully.ShouldBeTrue();
        return copy.ToArray().SequenceEqual(bytes)
            && measured.Length == bytes.Length
            && measured.Hash() == Convert.ToHexStringLower(SHA256.HashData(bytes))
            && measured.Blake3() == Blake3.Hasher.Hash(bytes).ToString()
            && measured.Excerpt.Head.SequenceEqual(bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_second_hash_is_BLAKE3() => new MeasuringStream(Stream.Null).Blake3()
        .ShouldBe("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");

    [Fact]
    public void Nothing_can_be_written_or_read_a_second_time()
    {
        using var measured = new MeasuringStream(new MemoryStream([1]));
        (measured.CanWrite, measured.CanSeek).ShouldBe((false, false));
        Should.Throw<NotSupportedException>(() => measured.Seek(0, SeekOrigin.Begin));
        Should.Throw<NotSupportedException>(() => measured.Write([1], 0, 1));
    }
}
