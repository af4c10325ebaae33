using System.Diagnostics;

namespace ArtEngine.Generation.Application.Jobs.Traces;

/// <summary>
/// Spans of a job's way from its acceptance to the stored output. They hang under the request that asked for it, however
/// much later and on whichever node they happen.
/// </summary>
internal static class JobTraces
{
    private static readonly ActivitySource Source = new("ArtEngine");

    /// <summary>What is stored with a job to find back; null when nobody traces the request.</summary>
    public static string? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true } span ? span.Id : null;

    /// <summary>Begins a span of the job; null when nobody traces it.</summary>
    public static Activity? Start(string name, Guid jobId, string? traceParent, string server)
    {
        if (traceParent is null)
        {
            return null;
        }

        var span = Source.StartActivity(name, ActivityKind.Internal, traceParent);
        return span?.AddTag("art_engine.job_id", jobId).AddTag("art_engine.backend", server);
    }
}
