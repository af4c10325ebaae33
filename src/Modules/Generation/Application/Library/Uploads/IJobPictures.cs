using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>The pictures that jobs take as inputs.</summary>
internal interface IJobPictures
{
    /// <summary>The inputs of a job that take pictures.</summary>
    Task<IReadOnlyList<InputPicture>> OfJobAsync(Guid jobId, CancellationToken cancellationToken);
}

/// <summary>An input of a job and the picture that it takes; null when that is gone.</summary>
internal sealed record InputPicture(string NodeId, string Input, Upload? Picture);
