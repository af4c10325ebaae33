using System.Buffers.Binary;
using System.Text;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>Reads the comments of a FLAC file: <c>prompt={...}</c>.</summary>
internal static class FlacText
{
    private const int CommentBlock = 4;
    private const int MaxBlocks = 1_000;

    /// <summary>The texts of the file by their names in lower case.</summary>
    public static async Task<Dictionary<string, string>> ReadAsync(Stream sound, int maxBytes, CancellationToken cancellationToken)
    {
        sound.Position = 4;
        var head = new byte[4];
        for (var i = 0; i < MaxBlocks; i++)
        {
            if (await sound.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken) < head.Length)
            {
                break;
            }

            var (isLast, length) = ((head[0] & 0x80) != 0, BinaryPrimitives.ReadInt32BigEndian(head) & 0xFF_FFFF);
            if ((head[0] & 0x7F) == CommentBlock && length <= 2L * maxBytes && sound.Position + length <= sound.Length)
            {
                var block = new byte[length];
                await sound.ReadExactlyAsync(block, cancellationToken);
                return Comments(block, maxBytes);
            }

            if (isLast || sound.Position + length > sound.Length)
            {
                break;
            }

            sound.Position += length;
        }

        return [];
    }

    /// <summary>The name of the encoder, how many comments there are, and these, each behind its length.</summary>
    private static Dictionary<string, string> Comments(ReadOnlySpan<byte> block, int maxBytes)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Take(ref block, out _) || block.Length < 4)
        {
            return texts;
        }

        block = block[4..];
        while (Take(ref block, out var comment))
        {
            if (comment.Length <= maxBytes && comment.IndexOf((byte)'=') is > 0 and var at)
            {
                texts.TryAdd(Encoding.ASCII.GetString(comment[..at]).ToLowerInvariant(), Encoding.UTF8.GetString(comment[(at + 1)..]));
            }
        }

        return texts;
    }

    private static bool Take(scoped ref ReadOnlySpan<byte> block, out ReadOnlySpan<byte> text)
    {
        text = [];
        if (block.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(block) is var length && length > block.Length - 4)
        {
            return false;
        }

        text = block.Slice(4, (int)length);
        block = block[(4 + text.Length)..];
        return true;
    }
}
