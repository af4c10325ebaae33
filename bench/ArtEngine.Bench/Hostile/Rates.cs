using System.Globalization;

namespace ArtEngine.Bench.Hostile;

/// <summary>How often a request meets a fault: a number for all routes, and others for some of them.</summary>
/// <param name="Usual">From 0 to 1.</param>
/// <param name="Of">By the name of the route.</param>
internal sealed record Rates(double Usual, IReadOnlyDictionary<string, double> Of)
{
    public static Rates None { get; } = new(0, new Dictionary<string, double>());

    public double At(string route) => Of.GetValueOrDefault(route, Usual);

    /// <summary>For example <c>0.1,view=0.3,ws=0</c>.</summary>
    public static Rates Parse(string text)
    {
        var parts = text.Split(',').Select(part => part.Split('=')).ToList();
        var named = parts.Where(part => part.Length == 2).ToDictionary(part => part[0], part => Number(part[1]));
        var unknown = named.Keys.Except(Routes.All).FirstOrDefault();
        return unknown is null
            ? new(parts.Where(part => part.Length == 1).Select(part => Number(part[0])).LastOrDefault(0.1), named)
            : throw new FormatException($"--rate: there is no route {unknown}, but {string.Join(", ", Routes.All)}.");
    }

    public override string ToString() =>
        string.Join(',', Of.Select(rate => string.Create(CultureInfo.InvariantCulture, $"{rate.Key}={rate.Value}"))
            .Prepend(Usual.ToString(CultureInfo.InvariantCulture)));

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);
}
