using ArtEngine.Generation.Application.Library.Thumbnails;
using ArtEngine.Generation.Infrastructure.Library;
using NetVips;

namespace ArtEngine.Generation.Infrastructure.Vips;

/// <summary>
/// Converts with libvips, which reads a picture in strips. It is let read nothing but the formats of pictures, one thread for
/// each, and it remembers nothing.
/// </summary>
internal sealed class VipsConverter : IPictureConverter
{
    /// <summary>A side of a WebP cannot be longer, and no other format needs to be.</summary>
    private const int LongestSide = 16_383;

    private static readonly string[] Loaders = ["Png", "Jpeg", "Webp", "Nsgif", "Heif"];

    private static readonly Lazy<Exception?> Fault = new(Start);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public async Task<byte[]> ConvertAsync(
        Stream picture, PictureVariant variant, long mostPixels, CancellationToken cancellationToken)
    {
        if (Fault.Value is { } fault)
        {
            throw new NoConverterException(fault);
        }

        // libvips reads at once and anywhere, which a store over the network does not do.
        await using var file = TemporaryFile.Create();
        await picture.CopyToAsync(file, cancellationToken);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(Longest);
        // A thread of its own: it computes all the time.
        try
        {
            return await Task.Factory.StartNew(
                () => Convert(file, variant, mostPixels, enough.Token), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PictureRefusedException($"The conversion takes longer than {Longest.TotalSeconds} seconds.");
        }
    }

    private static byte[] Convert(FileStream file, PictureVariant variant, long mostPixels, CancellationToken enough)
    {
        try
        {
            EnsureSize(file, mostPixels);
            file.Position = 0;
            using var image = Image.ThumbnailStream(
                file, variant.Width ?? LongestSide, height: variant.Height ?? LongestSide, size: Enums.Size.Down, outputProfile: "srgb",
                failOn: Enums.FailOn.Error);
            image.SetProgress(new Progress<int>(), enough);
            return Save(image, variant);
        }
        catch (VipsException) when (enough.IsCancellationRequested)
        {
            throw new OperationCanceledException(enough);
        }
        catch (VipsException)
        {
            throw new PictureRefusedException("The picture is broken or of a kind that cannot be converted.");
        }
    }

    private static void EnsureSize(FileStream file, long mostPixels)
    {
        file.Position = 0;
        using var header = Image.NewFromStream(file, access: Enums.Access.Sequential);
        if ((long)header.Width * header.Height > mostPixels)
        {
            throw new PictureRefusedException($"The picture has more than {mostPixels} pixels (Thumbnails:MaxPixels).");
        }
    }

    private static byte[] Save(Image image, PictureVariant variant) => variant.Format switch
    {
        "jpeg" => image.JpegsaveBuffer(q: variant.Quality, keep: Enums.ForeignKeep.None, background: [255]),
        "png" => image.PngsaveBuffer(keep: Enums.ForeignKeep.None),
        "avif" => image.HeifsaveBuffer(
            q: variant.Quality, compression: Enums.ForeignHeifCompression.Av1, effort: 2, keep: Enums.ForeignKeep.None),
        _ => image.WebpsaveBuffer(q: variant.Quality, keep: Enums.ForeignKeep.None),
    };

    /// <returns>Why it does not run here; null when it does.</returns>
    private static Exception? Start()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            return ModuleInitializer.Exception ?? new DllNotFoundException("libvips");
        }

        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in Loaders)
        {
            Operation.Block($"VipsForeignLoad{loader}", false);
        }

        return null;
    }
}
