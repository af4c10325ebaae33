using ArtEngine.Generation.Application.Library.Outputs;

namespace ArtEngine.UnitTests.Fakes;

internal sealed class MemoryLinkKeys : ILinkKeys
{
    private byte[]? _stored;

    public Task<byte[]> GetOrAddAsync(byte[] fresh, CancellationToken cancellationToken) => Task.FromResult(_stored ??= fresh);
}
