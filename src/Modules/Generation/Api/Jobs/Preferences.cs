using System.Globalization;
using ArtEngine.BuildingBlocks;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.Generation.Api.Jobs;

/// <summary>How the caller wants the answer.</summary>
internal static class Preferences
{
    /// <summary>
    /// The wait that is granted for <c>wait=N</c> in a <c>Prefer</c> header (RFC 7240); null when it asks for none. Other preferences
    /// may be ignored by that standard; a wait of no whole seconds is a mistake, and refused.
    /// </summary>
    /// <param name="prefer">The header.</param>
    /// <param name="longest">No caller waits longer, whatever it asks for.</param>
    public static TimeSpan? Wait(string? prefer, TimeSpan longest) =>
        Asked(prefer) is { } asked ? (asked < longest ? asked : longest) : null;

    private static TimeSpan? Asked(string? prefer) => (prefer ?? "").Split(',', ';')
        .Select(preference => preference.Split('=', 2, StringSplitOptions.TrimEntries))
        .Where(pair => pair[0].Equals("wait", StringComparison.OrdinalIgnoreCase))
        .Select(pair => (TimeSpan?)Seconds(pair.ElementAtOrDefault(1) ?? ""))
        .FirstOrDefault();

    private static TimeSpan Seconds(string text) =>
        int.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : throw new AppException(ErrorKind.Invalid, "invalid_request", "The header Prefer is not right; see errors.")
            {
                Errors = [new("/prefer", $"wait takes whole seconds, such as Prefer: wait=60, and {Wording.Quote(text)} is none.")],
            };

    /// <summary>Whether a picture is preferred to JSON: <c>image/*</c> or one of its kinds comes first.</summary>
    public static bool WantsPicture(IList<MediaTypeHeaderValue> accept) =>
        accept.OrderByDescending(type => type.Quality ?? 1)
            .FirstOrDefault()?.Type.Equals("image", StringComparison.OrdinalIgnoreCase) == true;
}
