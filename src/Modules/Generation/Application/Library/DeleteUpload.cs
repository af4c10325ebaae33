using ArtEngine.Generation.Application.Library.Uploads;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>Deletes an input picture of the caller, unless a job that has not ended takes it.</summary>
internal sealed record DeleteUploadCommand(Guid UploadId, Guid UserId) : IRequest;

internal sealed class DeleteUploadHandler(IUploads uploads, UploadRemoval removal) : AsyncRequestHandler<DeleteUploadCommand>
{
    protected override async Task Handle(DeleteUploadCommand command, CancellationToken cancellationToken)
    {
        var upload = await uploads.MarkForDeletionAsync(command.UploadId, command.UserId, cancellationToken)
            ?? throw UploadLookup.Unknown(command.UploadId);
        // To its owner it is gone from here on; when the store is away, the bytes go later.
        await removal.DiscardAsync(upload);
    }
}
