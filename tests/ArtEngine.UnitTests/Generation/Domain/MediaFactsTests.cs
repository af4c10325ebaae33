using System.Buffers.Binary;
using System.Text;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.Generation.Domain.Library.Media;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Domain;

/// <summary>What film and sound say of themselves; the files of <c>Data/Media</c> were made by FFmpeg, which ComfyUI saves with.</summary>
public sealed class MediaFactsTests
{
    private static readonly byte[][] Files =
        [.. Directory.GetFiles(MediaFile("")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    [Theory]
    [InlineData("film.mp4", 2.5, "h264", true)]
    [InlineData("faststart.mp4", 2.5, "h264", true)]
    [InlineData("film.mov", 2.5, "hevc", true)]
    [InlineData("film.webm", 2.508, "vp9", true)]
    [InlineData("film.mkv", 2.569, "h264", true)]
    [InlineData("film.avi", 2.5, "mjpg", true)]
    [InlineData("sound.m4a", 2.5, "aac", false)]
    [InlineData("sound.flac", 2.5, "flac", false)]
    [InlineData("sound.mp3", 2.592, "mp3", false)]
    [InlineData("sound.wav", 2.5, "pcm", false)]
    [InlineData("opus.ogg", 2.5065, "opus", false)]
    [InlineData("vorbis.ogg", 2.5, "vorbis", false)]
    public void A_file_says_how_long_it_is_and_what_is_in_it(string file, double seconds, string codec, bool isFilm)
    {
        var facts = FactsOf(File.ReadAllBytes(MediaFile(file)));
        facts.Seconds!.Value.ShouldBe(seconds, 0.01);
        facts.Codec.ShouldBe(codec);
        facts.Size.ShouldBe(isFilm ? new PictureSize(48, 32) : null);
    }

    [Fact]
    public void It_does_not_matter_in_which_pieces_a_file_comes() => Prop.ForAll(
        (from file in Gen.Elements(Files) from piece in Gen.Choose(1, 300) select (file, piece)).ToArbitrary(),
        sample => FactsOf(sample.file, sample.piece) == FactsOf(sample.file)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_film_that_says_it_behind_its_pictures_and_sound_behind_a_long_tag_are_read()
    {
        var film = File.ReadAllBytes(MediaFile("film.mp4"));
        var moov = film.AsSpan().IndexOf("moov"u8) - 4;
        byte[] free = [0, 0x40, 0, 8, .. "free"u8, .. new byte[0x400000]];
        FactsOf([.. film[..moov], .. free, .. film[moov..]], 80_000).ShouldBe(FactsOf(film));

        var sound = File.ReadAllBytes(MediaFile("sound.mp3"));
        byte[] tag = [.. "ID3\u0004\0\0"u8, 0, 0x10, 0, 0, .. new byte[0x10 << 14]];
        FactsOf([.. tag, .. sound], 4_000).ShouldBe(FactsOf(sound));
    }

    [Fact]
    public void What_is_neither_film_nor_sound_says_nothing() => new[] { "\u0089PNG\r\n\u001a\n", "glTF\u0002\0\0\0", "", "<html>" }
        .ShouldAllBe(head => FactsOf(Encoding.Latin1.GetBytes(head), 65_536) == new MediaFacts(null, null, null));

    /// <summary>Bytes that are changed, left out or put in are stumbled over nowhere, and what is said could be.</summary>
    [Fact]
    public void Broken_files_are_read_without_a_fault()
    {
        var gen = from file in Gen.Elements(Files)
                  from places in Gen.Choose(0, Math.Min(file.Length, 3_000) - 1).ArrayOf(12)
                  from values in Gen.Elements<byte>(0, 1, 8, 0x7F, 0x80, 0xFF).ArrayOf(12)
                  from cut in Gen.Choose(1, file.Length)
                  select (file, places, values, cut);
        Prop.ForAll(gen.ToArbitrary(), sample =>
        {
            var bytes = sample.file.ToArray();
            foreach (var (place, value) in sample.places.Zip(sample.values))
            {
                bytes[place] = value;
            }

            var facts = FactsOf(bytes[..sample.cut], 777);
            return facts.Seconds is null or (> 0 and < double.PositiveInfinity) && facts.Size is null or { Width: > 0, Height: > 0 } &&
                facts.Codec?.Any(letter => letter is <= ' ' or >= '\x7F') != true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void Boxes_that_go_on_for_ever_or_beyond_the_end_of_all_files_are_left()
    {
        byte[] head = [0, 0, 0, 16, .. "ftypisom\0\0\0\0"u8];
        byte[] endless = [.. head, .. Enumerable.Repeat<byte[]>([0, 0, 0, 8, .. "free"u8], 100_000).SelectMany(box => box)];
        FactsOf(endless, 4_096).Seconds.ShouldBeNull();
        var beyond = new byte[40];
        head.CopyTo(beyond, 0);
        beyond[19] = 1;
        BinaryPrimitives.WriteInt64BigEndian(beyond.AsSpan(24), long.MaxValue);
        FactsOf(beyond, 7).Seconds.ShouldBeNull();
    }

    private static string MediaFile(string file) => Workflows.Samples.MediaFile(file);

    private static MediaFacts FactsOf(byte[] file, int piece = 65_536)
    {
        var excerpt = new FileExcerpt();
        foreach (var bytes in file.Chunk(piece))
        {
            excerpt.Note(bytes);
        }

        return MediaFacts.Of(excerpt);
    }
}
