namespace ArtEngine.Growth.Measuring;

/// <summary>One cost at one size.</summary>
/// <param name="Name">Of what, with its unit.</param>
/// <param name="Value">For requests their median.</param>
/// <param name="Rarely">For requests their 99th percentile.</param>
/// <param name="Noise">A smaller difference does not count; null when the figure is told and not judged.</param>
/// <param name="IsProcessor">Whether it is the processor time of a call, which has a table of its own.</param>
internal sealed record Figure(string Name, double Value, double? Rarely = null, double? Noise = null, bool IsProcessor = false)
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

    public static Figure Processor(string name, double milliseconds) => new(name, milliseconds, IsProcessor: true);

    public static Figure PercentOfACore(string name, double percent) => new($"{name}, % of a core", percent, Noise: NoisePercent);

    public override string ToString() => $"{Name}{(IsProcessor ? ", processor ms" : "")}: {Shown}";

    public static string Round(double value) => value < 100 ? $"{value:0.0}" : $"{value:#,0}";
}
