namespace ArtEngine.Generation.Application.Library.Outputs;

/// <summary>The secret that all nodes sign addresses of outputs with.</summary>
internal interface ILinkKeys
{
    /// <summary>The secret that is stored; <paramref name="fresh"/>, stored from now on, when there is none yet.</summary>
    Task<byte[]> GetOrAddAsync(byte[] fresh, CancellationToken cancellationToken);
}
