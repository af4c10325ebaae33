using System.Net;
using ArtEngine.Generation.Application.Backends.Leases;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// A prompt or picture that leaves only under a fresh lease. The look is taken when the connection stands and the body is
/// about to be written: a process that was frozen any time before, sends nothing when it goes on.
/// </summary>
internal sealed class FencedContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly LaneLease _lease;

    public FencedContent(HttpContent content, LaneLease lease)
    {
        (_content, _lease) = (content, lease);
        Headers.ContentType = content.Headers.ContentType;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_lease.IsFresh)
        {
            throw new LaneLostException(_lease.Server);
        }

        await _content.CopyToAsync(stream, context, cancellationToken);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Headers.ContentLength ?? 0;
        return _content.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
