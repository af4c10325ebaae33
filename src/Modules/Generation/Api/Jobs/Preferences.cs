using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.Generation.Api.Jobs;

/// <summary>How the caller wants the answer.</summary>
internal static class Preferences
{
    /// <summary>The seconds of <c>wait=N</c> in a <c>Prefer</c> header (RFC 7240); null when there is none that is a number.</summary>
    public static TimeSpan? Wait(string? prefer) => (prefer ?? "").Split(',', ';')
        .Select(preference => preference.Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(pair => pair.Length == 2 && pair[0].Equals("wait", StringComparison.OrdinalIgnoreCase))
        .Select(pair => int.TryParse(pair[1].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : (TimeSpan?)null)
        .FirstOrDefault();

    /// <summary>Whether a picture is preferred to JSON: <c>image/*</c> or one of its kinds comes first.</summary>
    public static bool WantsPicture(IList<MediaTypeHeaderValue> accept) =>
        accept.OrderByDescending(type => type.Quality ?? 1)
            .FirstOrDefault()?.Type.Equals("image", StringComparison.OrdinalIgnoreCase) == true;
}
