using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>Input pictures in memory.</summary>
internal sealed class MemoryUploads : IUploads, IJobPictures
{
    public List<Upload> All { get; } = [];

    /// <summary>Which inputs of which job take which picture.</summary>
    public List<JobPicture> Taken { get; } = [];

    /// <summary>A picture that can be used.</summary>
    public Upload Add(Guid userId, char hash = 'a')
    {
        var upload = Upload.Begin(userId, "image/png", new(1, 1), 100, Samples.Noon);
        upload.Keep(3, new(new(hash, 64), new(hash, 64)));
        All.Add(upload);
        return upload;
    }

    public Task<bool> TryAddAsync(Upload upload, long mostBytes, CancellationToken cancellationToken)
    {
        var hasRoom = All.Sum(other => other.SizeBytes) + upload.SizeBytes <= mostBytes;
        if (hasRoom)
        {
            All.Add(upload);
        }

        return Task.FromResult(hasRoom);
    }

    public Task NoteArrivingAsync(Guid id, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Upload?> KeepAsync(Upload upload, long sizeBytes, ContentHashes hashes, CancellationToken cancellationToken)
    {
        var earlier = All.Find(other => other.Hash == hashes.Sha256);
        if (earlier is null)
        {
            upload.Keep(sizeBytes, hashes);
        }
        else
        {
            upload.MarkForDeletion();
        }

        return Task.FromResult(All.Contains(upload) ? earlier ?? upload : null);
    }

    public Task<Upload?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken) => Task.FromResult(
        All.Find(upload => upload.Id == id && upload.UserId == userId && upload.State == UploadState.Kept));

    public Task<IReadOnlyList<InputPicture>> OfJobAsync(Guid jobId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<InputPicture>>(
        [.. Taken.Where(picture => picture.JobId == jobId)
            .Select(picture => new InputPicture(picture.NodeId, picture.Input, All.Find(upload => upload.Id == picture.UploadId)))]);

    public Task<Upload?> MarkForDeletionAsync(Guid id, Guid userId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> MarkForDeletionUnlessKeptAsync(Upload upload, CancellationToken cancellationToken)
    {
        var row = All.Find(row => row.Id == upload.Id);
        if (row?.State == UploadState.Kept)
        {
            return Task.FromResult(false);
        }

        row?.MarkForDeletion();
        return Task.FromResult(true);
    }

    public Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        All.RemoveAll(upload => upload.Id == id);
        return Task.CompletedTask;
    }
}
