using ArtEngine.Growth.Measuring;

namespace ArtEngine.Growth;

/// <summary>One size after the other, each with a host and a database of its own.</summary>
internal static class GrowthRun
{
    public static async Task<GrowthReport> RunAsync(GrowthOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        if (options.Host is { } host)
        {
            var file = File.Exists(host) ? host : throw new FormatException($"There is no {host}.");
            Environment.SetEnvironmentVariable("PUBLISHED_ArtEngine_Host", file);
        }

        var results = new List<IReadOnlyList<Figure>>();
        foreach (var size in options.Sizes)
        {
            await using var stage = await GrowthStage.RaiseAsync(options, size, output, cancellationToken);
            using var measurements = new Measurements(options, stage, output);
            results.Add(await measurements.RunAsync(cancellationToken));
        }

        return new(options, results);
    }
}
