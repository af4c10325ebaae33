using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>Users' input pictures by their BLAKE3, 64 lower-case hex digits.</summary>
internal interface IUploadHashes
{
    /// <summary>The user's picture with these bytes; null when there is none.</summary>
    Task<Upload?> FindAsync(string blake3, Guid userId, CancellationToken cancellationToken);

    /// <summary>The same, which counts as used just now.</summary>
    Task<Upload?> UseAsync(string blake3, Guid userId, CancellationToken cancellationToken);
}
