using System.Collections.Concurrent;

namespace ArtEngine.Chaos.Stage;

/// <summary>What went from which node to which server, as the wire shows it.</summary>
internal sealed class RequestLog
{
    private readonly ConcurrentQueue<Passage> _passages = new();
    private readonly ConcurrentQueue<(DateTimeOffset At, int Server)> _words = new();

    public IReadOnlyList<Passage> Passages => [.. _passages];

    /// <summary>When anything at all went to which server, by its name; questions of a health check do not count.</summary>
    public ILookup<string, DateTimeOffset> Words => _words.ToLookup(word => $"gpu-{word.Server}", word => word.At);

    public void Note(Passage passage) => _passages.Enqueue(passage);

    public void NoteWord(int server) => _words.Enqueue((TimeProvider.System.GetUtcNow(), server));
}

/// <summary>A node opened a socket to a server (no prompt), or sent a prompt.</summary>
internal sealed record Passage(DateTimeOffset At, int Node, int Server, string? PromptId, string? Tag);
