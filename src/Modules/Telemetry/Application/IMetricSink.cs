using ArtEngine.Telemetry.Domain;

namespace ArtEngine.Telemetry.Application;

/// <summary>Takes measurements; never makes a caller wait or fail.</summary>
internal interface IMetricSink
{
    /// <summary>Notes a measurement; an event that was noted before, by its id, is not noted twice.</summary>
    void Record(Guid factId, Measurement measurement);
}
