using ArtEngine.Telemetry.Domain;

namespace ArtEngine.Telemetry.Application;

/// <summary>Takes measurements; never makes a caller wait or fail.</summary>
internal interface IMetricSink
{
    /// <summary>Notes a measurement; a fact that was noted before, by its id, is not noted twice.</summary>
    void Record(Guid factId, Measurement measurement);
}

/// <summary>Takes what is looked at again and again; never makes a caller wait or fail.</summary>
internal interface ISampleSink
{
    void Take(Measurement sample);
}

/// <summary>What was measured lately.</summary>
internal interface IMetricSummary
{
    MetricSummary Get();
}
