using System.Text;
using System.Text.Json;

namespace ArtEngine.Workflows.Domain;

/// <summary>Says where a file stops being JSON, in lines and columns as an editor counts them.</summary>
internal static class JsonFaults
{
    public static string Describe(JsonException fault, ReadOnlySpan<byte> json)
    {
        var line = fault.LineNumber ?? 0;
        var column = Column(json, line, fault.BytePositionInLine ?? 0);
        return $"It is not valid JSON: line {line + 1}, column {column + 1}: {Cause(fault.Message)}";
    }

    // The library's message ends in zero-based byte positions, which nobody can look up.
    private static string Cause(string message)
    {
        if (message.Contains("trailing comma", StringComparison.Ordinal))
        {
            return "a comma stands before the closing bracket, where nothing follows. Take that comma out.";
        }

        foreach (var tail in (string[])[" Path: ", " LineNumber: "])
        {
            var at = message.IndexOf(tail, StringComparison.Ordinal);
            message = at < 0 ? message : message[..at];
        }

        return message;
    }

    private static int Column(ReadOnlySpan<byte> json, long line, long bytesIntoLine)
    {
        for (; line > 0; line--)
        {
            json = json[(json.IndexOf((byte)'\n') + 1)..];
        }

        return Encoding.UTF8.GetCharCount(json[..(int)Math.Min(bytesIntoLine, json.Length)]);
    }
}
