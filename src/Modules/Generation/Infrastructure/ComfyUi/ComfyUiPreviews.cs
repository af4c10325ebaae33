using System.Buffers.Binary;
using ArtEngine.Generation.Application.Backends.Servers;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Reads the pictures among the binary messages of ComfyUI's socket; numbers in them are big-endian.</summary>
internal static class ComfyUiPreviews
{
    private const int Picture = 1;
    private const int Text = 3;
    private const int PictureWithMetadata = 4;
    private const int Jpeg = 1;
    private const int Png = 2;

    /// <param name="message">The message.</param>
    /// <param name="atWork">What was told last to be at work: a picture without metadata is of that.</param>
    public static RenderPreviewed? Read(ReadOnlySpan<byte> message, RenderProgressed? atWork) => message.Length <= 2 * sizeof(int)
        ? null
        : BinaryPrimitives.ReadInt32BigEndian(message) switch
        {
            Picture => ReadPlain(message[sizeof(int)..], atWork),
            PictureWithMetadata => ReadWithMetadata(message[sizeof(int)..], atWork),
            _ => null,
        };

    /// <summary>Whether it is a text that a node shows.</summary>
    public static bool IsText(ReadOnlySpan<byte> message) =>
        message.Length > sizeof(int) && BinaryPrimitives.ReadInt32BigEndian(message) == Text;

    private static RenderPreviewed? ReadPlain(ReadOnlySpan<byte> message, RenderProgressed? atWork)
    {
        var type = BinaryPrimitives.ReadInt32BigEndian(message) switch
        {
            Jpeg => "image/jpeg",
            Png => "image/png",
            _ => null,
        };
        return type is null || atWork?.CurrentNode is null || atWork.PromptId == Guid.Empty
            ? null
            : new(atWork.PromptId, atWork.CurrentNode, atWork.Step, atWork.Steps, type, message[sizeof(int)..].ToArray());
    }

    private static RenderPreviewed? ReadWithMetadata(ReadOnlySpan<byte> message, RenderProgressed? atWork)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(message);
        using var json = LenientJson.Parse(message.Slice(sizeof(int), length).ToArray());
        var header = json.RootElement;
        if (!header.GetProperty("prompt_id").TryGetGuid(out var promptId) || header.GetProperty("image_type").GetString() is not { } type ||
            type is not ("image/jpeg" or "image/png" or "image/webp"))
        {
            return null;
        }

        var node = header.GetProperty("node_id").GetString();
        var (step, steps) = atWork is not null && atWork.PromptId == promptId && atWork.CurrentNode == node
            ? (atWork.Step, atWork.Steps)
            : (0, 0);
        return new(promptId, node, step, steps, type, message[(sizeof(int) + length)..].ToArray());
    }
}
