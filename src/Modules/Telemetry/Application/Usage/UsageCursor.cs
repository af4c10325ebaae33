using System.Globalization;

namespace ArtEngine.Telemetry.Application.Usage;

/// <summary>Where a page ended.</summary>
internal static class UsageCursor
{
    private const string Day = "yyyyMMdd";

    public static string Write(UsageRow row) =>
        $"{row.Day.ToString(Day, CultureInfo.InvariantCulture)}.{row.UserId:N}.{Uri.EscapeDataString(row.Workflow)}";

    public static UsageRow? Read(string text) => text.Split('.', 3) is [var day, var user, var workflow] &&
        DateOnly.TryParseExact(day, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) &&
        Guid.TryParseExact(user, "N", out var userId)
            ? new(date, userId, Uri.UnescapeDataString(workflow), 0, 0, 0)
            : null;
}
