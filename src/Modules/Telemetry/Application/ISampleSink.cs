using ArtEngine.Telemetry.Domain;

namespace ArtEngine.Telemetry.Application;

/// <summary>Takes what is looked at again and again; never makes a caller wait or fail.</summary>
internal interface ISampleSink
{
    void Take(Measurement sample);
}
