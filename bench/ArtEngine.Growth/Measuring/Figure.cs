using System.Globalization;

namespace ArtEngine.Growth.Measuring;

/// <summary>One cost at one size.</summary>
/// <param name="Name">Of what, with its unit.</param>
/// <param name="Value">For requests their median.</param>
/// <param name="Rarely">For requests their 99th percentile.</param>
/// <param name="Noise">A smaller difference does not count; null when the figure is told and not judged.</param>
internal sealed record Figure(string Name, double Value, double? Rarely = null, double? Noise = null)
{
    public const double NoisePercent = 0.5;
    public const int NoiseMs = 1;

    /// <summary>Without its name.</summary>
    public string Shown => $"{Round(Value)}{(Rarely is { } rarely ? $" ({Round(rarely)})" : "")}";

    public static Figure Milliseconds(string name, IEnumerable<TimeSpan> times)
    {
        var sorted = times.Select(time => time.TotalMilliseconds).Order().ToList();
        return new($"{name}, ms", sorted[sorted.Count / 2], sorted[sorted.Count * 99 / 100], NoiseMs);
    }

    public static Figure PercentOfACore(string name, double percent) => new($"{name}, % of a core", percent, Noise: NoisePercent);

    public override string ToString() => $"{Name}: {Shown}";

    private static string Round(double value) => value.ToString(value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);
}
