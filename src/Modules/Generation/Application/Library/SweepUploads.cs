using ArtEngine.Generation.Application.Library.Uploads;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Library;

/// <summary>
/// Deletes input pictures that were not used for long, or never arrived whole, until canceled. One of these runs in the
/// cluster.
/// </summary>
internal sealed record SweepUploadsCommand : IRequest;

internal sealed class SweepUploadsHandler(
    IOverdueUploads uploads, UploadRemoval removal, TimeProvider clock, IOptions<UploadOptions> options)
    : AsyncRequestHandler<SweepUploadsCommand>
{
    private const int AtOnce = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>What cannot be deleted holds up nothing else.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>A picture that is on its way is noted every <see cref="UploadIntake.BetweenNotes"/>, however long it takes.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(3);

    protected override async Task Handle(SweepUploadsCommand command, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!await SweepAsync(cancellationToken))
            {
                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
    }

    /// <returns>Whether there may be more to do at once.</returns>
    private async Task<bool> SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var leaving = await uploads.MarkForDeletionAsync(
            now - TimeSpan.FromDays(options.Value.KeepDays), now - LongestSilence, AtOnce, cancellationToken);
        var stuck = new List<Guid>();
        foreach (var upload in leaving)
        {
            if (!await removal.TryRemoveAsync(upload, cancellationToken))
            {
                stuck.Add(upload.Id);
            }
        }

        await uploads.PostponeAsync(stuck, clock.GetUtcNow() + Pause, cancellationToken);
        // When nothing could be deleted the store is away, and needs no haste.
        return leaving.Count == AtOnce && stuck.Count < leaving.Count;
    }
}
