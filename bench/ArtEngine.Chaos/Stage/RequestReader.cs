using System.Text;
using System.Text.RegularExpressions;

namespace ArtEngine.Chaos.Stage;

/// <summary>Notes sockets and prompts among the requests of one connection.</summary>
internal sealed partial class RequestReader(int node, int server, RequestLog log)
{
    /// <summary>The prompt that is not read to its end; null between prompts.</summary>
    private StringBuilder? _prompt;

    public void Read(ReadOnlyMemory<byte> bytes)
    {
        // A client sends its next request after the answer to the last: each begins with a chunk.
        if ((bytes.Span.StartsWith("GET /"u8) && !bytes.Span.StartsWith("GET /prompt "u8)) || bytes.Span.StartsWith("POST /"u8))
        {
            log.NoteWord(server);
        }

        if (bytes.Span.StartsWith("GET /ws"u8))
        {
            log.Note(new(TimeProvider.System.GetUtcNow(), node, server, null, null));
        }
        else if (bytes.Span.StartsWith("POST /prompt "u8))
        {
            _prompt = new();
        }

        if (_prompt is null)
        {
            return;
        }

        var text = _prompt.Append(Encoding.Latin1.GetString(bytes.Span)).ToString();
        if (PromptId().Match(text) is { Success: true } id && Tag().Match(text) is { Success: true } tag)
        {
            log.Note(new(TimeProvider.System.GetUtcNow(), node, server, id.Groups[1].Value, tag.Value));
            _prompt = null;
        }
    }

    [GeneratedRegex("\"prompt_id\":\\s*\"([0-9a-f-]{36})\"")]
    private static partial Regex PromptId();

    [GeneratedRegex("chaos-[0-9]+-of-[0-9]+")]
    private static partial Regex Tag();
}
