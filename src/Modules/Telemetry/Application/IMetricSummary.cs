namespace ArtEngine.Telemetry.Application;

/// <summary>What was measured lately.</summary>
internal interface IMetricSummary
{
    MetricSummary Get();
}
