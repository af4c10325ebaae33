namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>
/// Turns the time of <c>Retry-After</c> into seconds, and takes away what is no time. The library reads whole numbers there, and
/// at anything else fails instead of telling the answer.
/// </summary>
internal sealed class RetryAfterHandler(TimeProvider clock) : DelegatingHandler
{
    private const string Name = "Retry-After";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        var given = answer.Headers.RetryAfter;
        answer.Headers.Remove(Name);
        if ((given?.Delta ?? given?.Date - clock.GetUtcNow()) is { } wait)
        {
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(Math.Clamp((long)Math.Ceiling(wait.TotalSeconds), 0, int.MaxValue)));
        }

        return answer;
    }
}
