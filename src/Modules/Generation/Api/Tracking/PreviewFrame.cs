using System.Buffers.Binary;
using System.Text.Json;
using ArtEngine.Generation.Application.Tracking.Progress;

namespace ArtEngine.Generation.Api.Tracking;

/// <summary>A picture on the way as one binary message: length of the header (big-endian), JSON header, picture.</summary>
internal static class PreviewFrame
{
    public static ReadOnlyMemory<byte> Write(JobPreview preview, JsonSerializerOptions json)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new PreviewHeader(preview.JobId, preview.Node, preview.Step, preview.Steps, preview.ContentType), json);
        var frame = new byte[sizeof(int) + header.Length + preview.Image.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, header.Length);
        header.CopyTo(frame, sizeof(int));
        preview.Image.Span.CopyTo(frame.AsSpan(sizeof(int) + header.Length));
        return frame;
    }

    private sealed record PreviewHeader(Guid JobId, string? Node, double Step, double Steps, string ContentType);
}
