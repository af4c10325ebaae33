using System.Globalization;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Thumbnails;

namespace ArtEngine.Generation.Api.Library;

/// <summary>Reads from the query in which size and format an output is wanted.</summary>
internal static class VariantParameters
{
    private const int LongestSide = 4_096;

    public const string Description =
        "With `w` or `h` (most pixels, 1 to 4096), `format` (`webp`, `jpeg`, `png` or `avif`) or `q` (1 to 100, 80 unless given) the " +
        "picture is made smaller, never larger, and into WebP unless another format is given, without its metadata.";

    /// <returns>Null when it is wanted as it is.</returns>
    public static PictureVariant? Read(int? w, int? h, string? format, int? q)
    {
        if (w is null && h is null && format is null && q is null)
        {
            return null;
        }

        var word = format switch { null => PictureVariant.DefaultFormat, "jpg" => "jpeg", _ => format };
        InputError?[] errors =
        [
            RangeError("w", w, LongestSide), RangeError("h", h, LongestSide), RangeError("q", q, 100),
            PictureVariant.Formats.Contains(word) ? null
                : new("/format", $"There is no format {Wording.Quote(word)}.{Wording.Known(word, [.. PictureVariant.Formats])}"),
        ];
        return errors.All(error => error is null)
            ? new(w, h, word, q ?? PictureVariant.DefaultQuality)
            : throw new AppException(ErrorKind.Invalid, "invalid_request", "The query of the address is not right; see errors.")
            {
                Errors = [.. errors.OfType<InputError>()],
            };
    }

    private static InputError? RangeError(string name, int? value, int most) => value < 1 || value > most
        ? new($"/{name}", string.Create(CultureInfo.InvariantCulture, $"\"{name}\" must be 1 to {most}."))
        : null;
}
