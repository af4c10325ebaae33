using ArtEngine.Generation.Application.Erasure.Retention;
using ArtEngine.Generation.Application.Library.Uploads;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Erasure;

/// <summary>How much is kept, of whom most, and how long.</summary>
internal sealed record GetStorageReportQuery(int Limit) : IRequest<StorageReport>;

internal sealed class GetStorageReportValidator : AbstractValidator<GetStorageReportQuery>
{
    public GetStorageReportValidator() => RuleFor(query => query.Limit).InclusiveBetween(1, 1_000);
}

/// <summary>How much is kept, of whom most, and how long.</summary>
/// <param name="Outputs">Outputs of all jobs.</param>
/// <param name="OutputBytes">Their bytes.</param>
/// <param name="Uploads">Input files of all users.</param>
/// <param name="UploadBytes">Their bytes.</param>
/// <param name="Retention">What the settings say for those whose plan says nothing.</param>
/// <param name="Users">Those of whom most is kept.</param>
internal sealed record StorageReport(
    int Outputs, long OutputBytes, int Uploads, long UploadBytes, RetentionView Retention, IReadOnlyList<KeptFiles> Users);

/// <summary>What the settings say of what is kept. What is null has no limit.</summary>
/// <param name="KeepDays">Days that jobs are kept that succeeded.</param>
/// <param name="KeepFailedDays">Days that other jobs are kept.</param>
/// <param name="MaxJobsPerUser">Jobs of a user that are kept.</param>
/// <param name="MaxBytesPerUser">Bytes of a user's outputs that are kept.</param>
/// <param name="UploadKeepDays">Days after their last use that input files are kept.</param>
/// <param name="UploadBytesPerUser">Bytes that a user's input files may have.</param>
internal sealed record RetentionView(
    int? KeepDays, int? KeepFailedDays, int? MaxJobsPerUser, long? MaxBytesPerUser, int UploadKeepDays, long UploadBytesPerUser)
{
    public static RetentionView Of(RetentionOptions jobs, UploadOptions uploads) => new(
        jobs.KeepDays > 0 ? jobs.KeepDays : null,
        jobs.KeepFailedDays > 0 ? jobs.KeepFailedDays : null,
        jobs.MaxJobsPerUser > 0 ? jobs.MaxJobsPerUser : null,
        jobs.MaxBytesPerUser > 0 ? jobs.MaxBytesPerUser : null,
        uploads.KeepDays,
        uploads.MaxBytesPerUser);
}

internal sealed class GetStorageReportHandler(IKeptFiles files, IOptions<RetentionOptions> jobs, IOptions<UploadOptions> uploads)
    : IRequestHandler<GetStorageReportQuery, StorageReport>
{
    public async Task<StorageReport> Handle(GetStorageReportQuery query, CancellationToken cancellationToken)
    {
        var kept = await files.CountByUserAsync(cancellationToken);
        return new(
            kept.Sum(user => user.Outputs),
            kept.Sum(user => user.OutputBytes),
            kept.Sum(user => user.Uploads),
            kept.Sum(user => user.UploadBytes),
            RetentionView.Of(jobs.Value, uploads.Value),
            [.. kept.OrderByDescending(user => user.OutputBytes + user.UploadBytes).ThenBy(user => user.UserId).Take(query.Limit)]);
    }
}
