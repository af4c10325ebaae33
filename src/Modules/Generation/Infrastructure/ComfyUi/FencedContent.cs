using System.Net;
using ArtEngine.Generation.Application.Lanes;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// A prompt that leaves only under a fresh lease. The look is taken when the connection stands and the body is about to
/// be written: a process that was frozen any time before, sends nothing when it goes on.
/// </summary>
internal sealed class FencedContent : HttpContent
{
    private readonly byte[] _json;
    private readonly LaneLease _lease;

    public FencedContent(byte[] json, LaneLease lease)
    {
        (_json, _lease) = (json, lease);
        Headers.ContentType = new("application/json");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_lease.IsFresh)
        {
            throw new LaneLostException(_lease.Server);
        }

        await stream.WriteAsync(_json, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return true;
    }
}
