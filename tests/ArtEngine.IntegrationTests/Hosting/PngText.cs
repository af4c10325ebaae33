using System.Buffers.Binary;
using System.Text;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>The text chunks of a PNG.</summary>
internal static class PngText
{
    public static IReadOnlyDictionary<string, string> Read(ReadOnlySpan<byte> png)
    {
        var texts = new Dictionary<string, string>();
        var at = 8;
        while (at < png.Length)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            var data = png.Slice(at + 8, length);
            if (png.Slice(at + 4, 4).SequenceEqual("tEXt"u8))
            {
                var end = data.IndexOf((byte)0);
                texts[Encoding.Latin1.GetString(data[..end])] = Encoding.Latin1.GetString(data[(end + 1)..]);
            }

            at += 12 + length;
        }

        return texts;
    }
}
