using System.ComponentModel.DataAnnotations;

namespace ArtEngine.Generation.Application.Tracking.Events;

/// <summary>Callers who wait for a job, and the streams that tell of jobs and the queue.</summary>
internal sealed class StreamOptions
{
    public const string Section = "Generation";

    /// <summary>Longest time that <c>Prefer: wait</c> may hold a request, in seconds.</summary>
    [Range(1, 3_600)]
    public int MaxWaitSeconds { get; init; } = 300;

    /// <summary>
    /// Event streams and preview sockets that one user may hold open on one node; beyond them 429 <c>too_many_streams</c>.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerUser { get; init; } = 20;

    /// <summary>
    /// WebSockets of the queue that one address may hold open on one node without a token; beyond them 429
    /// <c>too_many_streams</c>. Behind a proxy set <c>Proxy:Trusted</c>, or all callers have its address.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxAnonymousStreamsPerAddress { get; init; } = 1_000;

    /// <summary>A listener that does not take a message or answer a ping for so many seconds is dropped.</summary>
    [Range(1, 300)]
    public double ListenerPatienceSeconds { get; init; } = 30;

    /// <summary>Whether callers without a token may see how many jobs run and wait.</summary>
    public bool AnonymousQueue { get; init; } = true;
}
