using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>Keeps the spans that an exporter would send.</summary>
internal sealed class SpanRecorder : BaseProcessor<Activity>, IEnumerable<Activity>
{
    private readonly ConcurrentQueue<Activity> _spans = [];

    public override void OnEnd(Activity data)
    {
        if (data.Recorded)
        {
            _spans.Enqueue(data);
        }
    }

    public IEnumerator<Activity> GetEnumerator() => _spans.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
