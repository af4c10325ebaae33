using System.Buffers;
using System.IO.Pipelines;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.Generation.Domain.Library.Media;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Library;

/// <summary>Takes pictures in, whether they were uploaded or came in another way.</summary>
internal sealed class UploadIntake(
    IUploads uploads, UploadRemoval removal, UploadLimiter limiter, IBlobStore store, TimeProvider clock, IOptions<UploadOptions> options)
{
    /// <summary>Looked at for format, width and height.</summary>
    private const int HeadLength = 64 * 1024;

    /// <summary>Cameras and editors put a lot before these.</summary>
    private const int LongestHead = 512 * 1024;

    public static readonly TimeSpan BetweenNotes = TimeSpan.FromSeconds(30);

    public async Task<UploadedImage> TakeInAsync(UploadImageCommand command, CancellationToken cancellationToken)
    {
        using var lease = limiter.Acquire(command.UserId);
        var pipe = PipeReader.Create(command.Content, new(leaveOpen: true));
        try
        {
            var head = await PeekAsync(pipe, cancellationToken);
            var format = UploadFormat.Of(head) ?? throw Unknown();
            var upload = await BeginAsync(command, format, head, cancellationToken);
            var (most, setting) = options.Value.MostBytes(format.Kind);
            await using var content = new LimitedStream(pipe.AsStream(leaveOpen: true), most, setting);
            var kept = await TryStoreAsync(upload, command.Blake3, content, cancellationToken);
            if (kept.Id != upload.Id)
            {
                await removal.DiscardAsync(upload);
            }

            return new(UploadView.Of(kept, options.Value), IsNew: kept.Id == upload.Id);
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    /// <summary>The first bytes, more of them while they do not tell the size; they stay in the pipe.</summary>
    private static async Task<byte[]> PeekAsync(PipeReader pipe, CancellationToken cancellationToken)
    {
        for (var length = HeadLength; ; length *= 2)
        {
            var read = await pipe.ReadAtLeastAsync(length, cancellationToken);
            var head = read.Buffer.Slice(0, Math.Min(length, read.Buffer.Length)).ToArray();
            if (read.IsCompleted || length >= LongestHead || !MayTellMore(head))
            {
                pipe.AdvanceTo(read.Buffer.Start);
                return head;
            }

            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool MayTellMore(byte[] head) =>
        UploadFormat.Of(head) is { Kind: MediaKind.Image } && UploadHeader.Size(head) is null;

    private async Task<Upload> BeginAsync(
        UploadImageCommand command, UploadFormat format, byte[] head, CancellationToken cancellationToken)
    {
        var size = format.Kind == MediaKind.Image ? SizeOf(head) : (PictureSize?)null;
        EnsureLength(FileExcerpt.Of(head));
        var (most, mostOfAll) = (options.Value.MostBytes(format.Kind).Bytes, options.Value.MaxBytesPerUser);
        var upload = Upload.Begin(
            command.UserId, format.ContentType, size, Math.Min(command.MostBytes ?? most, most), clock.GetUtcNow());
        return await uploads.TryAddAsync(upload, mostOfAll, cancellationToken)
            ? upload
            : throw new AppException(
                ErrorKind.Conflict, "uploads_full",
                $"Your input pictures may take {mostOfAll} bytes (the operator's setting Uploads:MaxBytesPerUser), and this one would go " +
                "beyond; delete others first.");
    }

    private static AppException Unknown() => new(
        ErrorKind.Invalid, "not_a_picture",
        "The file is none that is taken: pictures are PNG, JPEG, WebP, GIF, AVIF, HEIC, BMP or TIFF, videos MP4, MOV, WebM, MKV or AVI, " +
        "sound WAV, FLAC, MP3, Ogg or M4A, other files GLB.");

    private void EnsureLength(FileExcerpt file)
    {
        if (MediaFacts.Of(file).Seconds > options.Value.MaxSeconds)
        {
            throw new AppException(
                ErrorKind.Invalid, "too_long", $"It is longer than {options.Value.MaxSeconds} seconds (Uploads:MaxSeconds).");
        }
    }

    private PictureSize SizeOf(byte[] head)
    {
        var size = UploadHeader.Size(head)
            ?? throw new AppException(
                ErrorKind.Invalid, "not_a_picture", "The file is broken: its beginning does not tell width and height.");
        return (long)size.Width * size.Height <= options.Value.MaxPixels
            ? size
            : throw new AppException(
                ErrorKind.Invalid, "too_many_pixels",
                $"The picture has {size.Width} x {size.Height} pixels, and at most {options.Value.MaxPixels} are taken " +
                "(Uploads:MaxPixels).");
    }

    /// <summary>As long as the bytes come the row says so; one that is silent belongs to a process that died.</summary>
    private async Task SaveAsync(Upload upload, Stream bytes, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var noting = NoteArrivingAsync(upload.Id, over.Token);
        try
        {
            await store.SaveAsync(upload.StorageKey, bytes, upload.ContentType, cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await noting;
        }
    }

    private async Task NoteArrivingAsync(Guid uploadId, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(BetweenNotes, clock, over);
                await uploads.NoteArrivingAsync(uploadId, over);
            }
            catch
            {
                // It is over, or the database was away for a moment: the next note tells the same.
            }
        }
    }

    private async Task<Upload> TryStoreAsync(Upload upload, string? blake3, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            await using var bytes = new MeasuringStream(content);
            await SaveAsync(upload, bytes, cancellationToken);
            // Most films tell their length at their end.
            EnsureLength(bytes.Excerpt);
            if (blake3 is not null && !blake3.Equals(bytes.Blake3(), StringComparison.OrdinalIgnoreCase))
            {
                throw new AppException(
                    ErrorKind.Conflict, "hash_mismatch",
                    $"The bytes have the BLAKE3 hash {bytes.Blake3()}, and not the one that was announced.");
            }

            return await uploads.KeepAsync(upload, bytes.Length, new(bytes.Hash(), bytes.Blake3()), cancellationToken)
                ?? throw new AppException(ErrorKind.NotFound, "unknown_upload", "The picture was deleted while it arrived.");
        }
        catch (IOException)
        {
            await removal.DiscardAsync(upload);
            throw StoredFile.StoreUnavailable();
        }
        catch
        {
            await removal.DiscardAsync(upload);
            throw;
        }
    }
}
