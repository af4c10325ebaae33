using ArtEngine.Telemetry.Domain;
using ArtEngine.Telemetry.Infrastructure.Influx;
using ArtEngine.Telemetry.Infrastructure.Memory;

namespace ArtEngine.IntegrationTests.Influx;

/// <summary>Points of one series at the same time overwrite each other: which must, and which must not.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class InfluxMetricsTests
{
    private readonly PointBuffer _points = new();
    private readonly InfluxMetrics _metrics;
    private readonly Measurement _measurement = new(
        "m", DateTimeOffset.UnixEpoch.AddDays(1), new Dictionary<string, string>(), new Dictionary<string, FieldValue> { ["f"] = 1L });

    public InfluxMetricsTests() => _metrics = new(_points, new MemoryMetrics(TimeProvider.System));

    [Fact]
    public void A_fact_that_is_told_twice_is_the_same_point()
    {
        var id = Guid.NewGuid();

        _metrics.Record(id, _measurement);
        _metrics.Record(id, _measurement);

        _points.Take().Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void Facts_of_the_same_tick_are_points_of_their_own()
    {
        _metrics.Record(Guid.Parse("00000000-0000-0000-0000-000001000000"), _measurement);
        _metrics.Record(Guid.Parse("00000000-0000-0000-0000-000002000000"), _measurement);

        _points.Take().ShouldBe(["m f=1i 86400000000001", "m f=1i 86400000000002"]);
    }

    [Fact]
    public void Samples_of_the_same_tick_are_points_of_their_own()
    {
        _metrics.Take(_measurement);
        _metrics.Take(_measurement);

        _points.Take().ShouldBe(["m f=1i 86400000000000", "m f=1i 86400000000001"]);
    }
}
