using System.Collections.Concurrent;

namespace ArtEngine.Chaos.Stage;

/// <summary>What went from which node to which server, as the wire shows it.</summary>
internal sealed class Journal
{
    private readonly ConcurrentQueue<Passage> _passages = new();

    public IReadOnlyList<Passage> Passages => [.. _passages];

    public void Note(Passage passage) => _passages.Enqueue(passage);
}

/// <summary>A node opened a socket to a server (no prompt), or sent a prompt.</summary>
internal sealed record Passage(DateTimeOffset At, int Node, int Server, string? PromptId, string? Tag);
