namespace ArtEngine.Generation.Application.Library.Inputs;

/// <summary>Files at addresses that callers name.</summary>
internal interface IRemoteFiles
{
    /// <summary>
    /// Opens the file. Throws <see cref="BuildingBlocks.AppException"/> <c>address_not_allowed</c> when the operator does not let
    /// such an address be asked, and <c>address_unavailable</c> when it does not give a file, also later while it is read.
    /// </summary>
    /// <param name="address">As the caller wrote it.</param>
    /// <param name="mostBytes">A file of more is not read on: <c>body_too_large</c>.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    Task<Stream> OpenAsync(string address, long mostBytes, CancellationToken cancellationToken);
}
