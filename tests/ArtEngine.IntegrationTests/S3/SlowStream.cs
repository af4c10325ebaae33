using ArtEngine.BuildingBlocks;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>One byte after a while; or a fault.</summary>
internal sealed class SlowStream(TimeSpan wait, Exception? fault = null) : ReadOnlyStream
{
    private bool _isRead;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isRead)
        {
            return 0;
        }

        await Task.Delay(wait, cancellationToken);
        _isRead = true;
        return fault is null ? 1 : throw fault;
    }
}
