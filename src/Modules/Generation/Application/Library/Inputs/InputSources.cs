using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Library;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Library.Inputs;

/// <summary>
/// Makes what callers give for a picture into an upload: the id of one, or of an output of theirs, a data URL, Base64, or an
/// https address. Whatever is no upload yet goes the way of uploads, with all their limits.
/// </summary>
internal sealed class InputSources(
    IUploads uploads, IOutputs outputs, IBlobStore store, IRemoteFiles remote, UploadIntake intake, IOptions<UploadOptions> options)
{
    /// <summary>A shorter text is no picture, but a word in the wrong place.</summary>
    private const int ShortestBase64 = 64;

    /// <summary>Whether it is the id of something of the user's, or looks like one of the other ways; nothing is read.</summary>
    public async Task<bool> MayBePictureAsync(string given, Guid userId, CancellationToken cancellationToken) =>
        Guid.TryParse(given, out var id)
            ? await uploads.FindAsync(id, userId, cancellationToken) is not null ||
                await outputs.FindAsync(id, userId, cancellationToken) is not null
            : IsDataUrl(given) || IsAddress(given) || MayBeBase64(given);

    /// <param name="given">What the caller gave.</param>
    /// <param name="kind">What is wanted: <c>image, mask, video, audio</c> or <c>file</c>; another one is 422 <c>wrong_kind</c>.</param>
    /// <param name="userId">Whose it must be.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <returns>The upload; null when the text names nothing of the user's.</returns>
    public async Task<Guid?> ResolveAsync(string given, string kind, Guid userId, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(given, out var id))
        {
            return await uploads.FindAsync(id, userId, cancellationToken) is { } upload
                ? Fitting(id, upload.ContentType, kind)
                : await FromOutputAsync(id, kind, userId, cancellationToken);
        }

        if (IsDataUrl(given))
        {
            return await StoreAsync(new Base64Stream(DataOf(given)), given.Length, kind, userId, cancellationToken);
        }

        if (IsAddress(given))
        {
            await using var file = await remote.OpenAsync(given, MostBytes(kind).Bytes, cancellationToken);
            return await StoreAsync(file, null, kind, userId, cancellationToken);
        }

        return MayBeBase64(given)
            ? await StoreAsync(new Base64Stream(given.AsMemory()), given.Length, kind, userId, cancellationToken)
            : null;
    }

    private static bool IsDataUrl(string given) => given.StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    private static bool IsAddress(string given) => given.Contains("://", StringComparison.Ordinal);

    private static bool MayBeBase64(string given) => given.Length >= ShortestBase64 && !given.Contains('.');

    /// <summary>What stands behind <c>data:image/png;base64,</c>. What the picture is, its bytes tell.</summary>
    private static ReadOnlyMemory<char> DataOf(string url)
    {
        var comma = url.AsSpan(0, Math.Min(url.Length, 200)).IndexOf(',');
        return comma > 0 && url.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase)
            ? url.AsMemory(comma + 1)
            : throw new AppException(ErrorKind.Invalid, "not_base64", "A data URL must be \"data:TYPE;base64,\" and the bytes in Base64.");
    }

    private async Task<Guid?> FromOutputAsync(Guid id, string kind, Guid userId, CancellationToken cancellationToken)
    {
        if (await outputs.FindAsync(id, userId, cancellationToken) is not { } output)
        {
            return null;
        }

        Fitting(id, output.ContentType, kind);
        var file = await StoredFile.OpenAsync(store, output.ToFile(), output.Hash, mayLink: false, "output", cancellationToken);
        await using var bytes = file.Bytes!;
        return await StoreAsync(bytes, output.SizeBytes, kind, userId, cancellationToken);
    }

    private async Task<Guid> StoreAsync(
        Stream bytes, long? mostBytes, string kind, Guid userId, CancellationToken cancellationToken)
    {
        var (most, setting) = MostBytes(kind);
        await using var limited = new LimitedStream(bytes, most, setting);
        var stored = await intake.TakeInAsync(new(userId, limited, mostBytes), cancellationToken);
        return Fitting(stored.Picture.Id, stored.Picture.ContentType, kind);
    }

    private (long Bytes, string Setting) MostBytes(string kind) =>
        kind is "image" or "mask" ? options.Value.MostBytes(MediaKind.Image) : options.Value.MostBytes();

    private static Guid Fitting(Guid id, string contentType, string kind) => UploadFormat.Fits(contentType, kind)
        ? id
        : throw new AppException(ErrorKind.Invalid, "wrong_kind", $"It is {contentType}, which is no {kind}.");
}
