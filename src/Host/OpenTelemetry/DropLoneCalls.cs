using System.Diagnostics;
using global::OpenTelemetry;

namespace ArtEngine.Host.OpenTelemetry;

/// <summary>
/// Calls to the database and to other servers are worth a span within a request or a job. Those that a node makes for itself,
/// looking by the clock, would be most of what is sent, and tell nothing.
/// </summary>
internal sealed class DropLoneCalls : BaseProcessor<Activity>
{
    public override void OnStart(Activity data)
    {
        if (data.Kind == ActivityKind.Client && data.ParentSpanId == default)
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            data.IsAllDataRequested = false;
        }
    }
}
