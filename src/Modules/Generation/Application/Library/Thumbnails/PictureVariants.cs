using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Library;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Library.Thumbnails;

/// <summary>
/// Outputs in other sizes and formats. Few at a time are made, beside whatever else the node does; those that pages ask for
/// are kept in the store beside their output, and go with it.
/// </summary>
internal sealed partial class PictureVariants(
    IBlobStore store, IPictureConverter converter, IOptions<ThumbnailOptions> options, ILogger<PictureVariants> log) : IDisposable
{
    private static readonly HashSet<string> Readable = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"];

    private readonly ConcurrencyLimiter _turns = new(new()
    {
        PermitLimit = options.Value.Concurrency,
        QueueLimit = options.Value.MaxWaiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Whoever asks for the pictures of one user, which may be anybody by signed addresses, does not take every place.</summary>
    private readonly PartitionedRateLimiter<Guid> _owners = ConcurrencyLimits.PerKey<Guid>(
        options.Value.Concurrency + ((options.Value.MaxWaiting + 3) / 4));

    /// <summary>Everything that is kept of an output begins so.</summary>
    public static string PrefixOf(JobOutput output) => $"{Path.GetDirectoryName(output.StorageKey)}/thumbnails/{output.Id:N}/";

    /// <summary>The variant, whoever's the output is. Throws <see cref="AppException"/> when none can be made, or not now.</summary>
    public async Task<StoredFile> OpenAsync(JobOutput output, PictureVariant variant, CancellationToken cancellationToken)
    {
        EnsureConvertible(output);
        var name = $"{Path.GetFileNameWithoutExtension(output.Name)}{variant.Extension}";
        var file = new BlobLink($"{PrefixOf(output)}{variant.Name}", variant.ContentType, name, IsShown: true);
        try
        {
            return await FindAsync(output, variant, file, cancellationToken) ?? await MakeAsync(output, variant, file, cancellationToken);
        }
        catch (IOException)
        {
            throw StoredFile.StoreUnavailable();
        }
        catch (PictureRefusedException refused)
        {
            throw NotConvertible(refused.Message);
        }
        catch (NoConverterException)
        {
            throw new AppException(
                ErrorKind.Unavailable, "thumbnails_unavailable",
                "Pictures cannot be converted on this machine: libvips does not run here. Ask for the output as it is.");
        }
    }

    public void Dispose()
    {
        _turns.Dispose();
        _owners.Dispose();
    }

    private static AppException NotConvertible(string reason) =>
        new(ErrorKind.Invalid, "not_convertible", $"{reason} Ask for the output as it is.");

    private void EnsureConvertible(JobOutput output)
    {
        if (!Readable.Contains(output.ContentType))
        {
            throw NotConvertible(
                $"The output is {Wording.Quote(output.ContentType)}; PNG, JPEG, WebP, GIF and AVIF have other sizes and formats.");
        }

        if (output.SizeBytes > options.Value.MaxBytes || (long?)output.Width * output.Height > options.Value.MaxPixels)
        {
            throw NotConvertible("The picture is larger than what is converted (Thumbnails:MaxBytes, Thumbnails:MaxPixels).");
        }
    }

    private async Task<StoredFile?> FindAsync(
        JobOutput output, PictureVariant variant, BlobLink file, CancellationToken cancellationToken) =>
        variant.IsKept && await store.OpenAsync(file.Key, cancellationToken) is { } bytes
            ? new(file, HashOf(output, variant), bytes, Link: null)
            : null;

    private async Task<StoredFile> MakeAsync(
        JobOutput output, PictureVariant variant, BlobLink file, CancellationToken cancellationToken)
    {
        using var place = _owners.AttemptAcquire(output.UserId);
        using var turn = place.IsAcquired ? await _turns.AcquireAsync(1, cancellationToken) : place;
        if (!turn.IsAcquired)
        {
            throw new AppException(
                ErrorKind.Unavailable, "thumbnails_busy", "Too many pictures wait to be converted just now; try again in a moment.");
        }

        // Somebody else may have asked for the same one.
        if (await FindAsync(output, variant, file, cancellationToken) is { } made)
        {
            return made;
        }

        await using var picture = await store.OpenAsync(output.StorageKey, cancellationToken)
            ?? throw new AppException(ErrorKind.NotFound, "output_gone", "The output was removed from the store.");
        var bytes = await converter.ConvertAsync(picture, variant, options.Value.MaxPixels, cancellationToken);
        if (variant.IsKept)
        {
            await KeepAsync(file, bytes, cancellationToken);
        }

        return new(file, HashOf(output, variant), new MemoryStream(bytes, writable: false), Link: null);
    }

    /// <summary>What cannot be kept is made again the next time.</summary>
    private async Task KeepAsync(BlobLink file, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            await store.SaveAsync(file.Key, new MemoryStream(bytes, writable: false), file.ContentType, cancellationToken, bytes.Length);
        }
        catch (IOException exception)
        {
            NotKept(file.Key, exception.Message);
        }
    }

    /// <summary>Made of the output's hash and the variant, so that a browser which has it is answered without making it.</summary>
    private static string HashOf(JobOutput output, PictureVariant variant) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{output.Hash} {variant.Name}")));

    [LoggerMessage(LogLevel.Warning, "The thumbnail {Key} could not be kept; it is made again when somebody asks for it: {Reason}")]
    private partial void NotKept(string key, string reason);
}
