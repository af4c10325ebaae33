namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>What one server tells by itself. Events are hints: any of them may be lost, late or twice.</summary>
internal interface IRenderEvents
{
    /// <summary>Connects and keeps reconnecting until canceled; rings <see cref="Topics.Server"/> at each event.</summary>
    Task FollowAsync(CancellationToken cancellationToken);

    /// <summary>The next event, if one is there. When the lane is slow the oldest are dropped.</summary>
    bool TryRead(out RenderEvent happened);

    /// <summary>The server answers: a connection that waits for its next try is tried now.</summary>
    void Reconnect();

    /// <summary>Whether a connection stands.</summary>
    bool IsConnected { get; }

    /// <summary>Why no connection could be made so far, in a sentence; null while there is one, or it was not tried often enough.</summary>
    string? Trouble { get; }
}
