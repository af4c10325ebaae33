using ArtEngine.Generation.Application.Tracking.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Api.Tracking;

/// <summary>How long streams hold on to a listener.</summary>
internal sealed class ListenerTerms(IOptions<StreamOptions> options, IHostApplicationLifetime lifetime)
{
    /// <summary>A listener that takes nothing for so long is dropped.</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(options.Value.ListenerPatienceSeconds);

    /// <summary>The longest that a request waits for its job.</summary>
    public TimeSpan LongestWait => TimeSpan.FromSeconds(options.Value.MaxWaitSeconds);

    /// <summary>The service stops, and its listeners come back to another node.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;
}
