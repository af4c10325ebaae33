namespace ArtEngine.Generation.Application.Erasure.Retention;

/// <summary>What the store holds, by the rows that know of it.</summary>
internal interface IKeptFiles
{
    /// <summary>How much of whom is kept. It looks at the rows of everybody.</summary>
    Task<IReadOnlyList<KeptFiles>> CountByUserAsync(CancellationToken cancellationToken);
}

/// <summary>How much of a user is kept.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Outputs">Outputs of jobs.</param>
/// <param name="OutputBytes">Their bytes.</param>
/// <param name="Uploads">Input files.</param>
/// <param name="UploadBytes">Their bytes.</param>
internal sealed record KeptFiles(Guid UserId, int Outputs, long OutputBytes, int Uploads, long UploadBytes);
