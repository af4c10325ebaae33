namespace ArtEngine.Generation.Application.Library.Thumbnails;

/// <summary>Makes pictures of other pictures.</summary>
internal interface IPictureConverter
{
    /// <summary>
    /// The variant of a PNG, JPEG, WebP, GIF or AVIF that has at most so many pixels; of an animation it is the first picture.
    /// </summary>
    /// <exception cref="PictureRefusedException">It is no such picture, it is broken, or too large.</exception>
    Task<byte[]> ConvertAsync(Stream picture, PictureVariant variant, long mostPixels, CancellationToken cancellationToken);
}
