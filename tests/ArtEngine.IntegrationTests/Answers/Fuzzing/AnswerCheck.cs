using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ArtEngine.IntegrationTests.Answers.Fuzzing;

/// <summary>Compares an answer with what an operation says that it answers.</summary>
internal sealed class AnswerCheck(SchemaCheck schemas, JsonElement operation)
{
    /// <summary>What is wrong with the answer; null when nothing is.</summary>
    public async Task<string?> FaultAsync(HttpResponseMessage answer, bool hasBody)
    {
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (status[0] == '5' || !operation.GetProperty("responses").TryGetProperty(status, out var described))
        {
            return $"{status} is not described, or a failure: {await TextAsync(answer)}";
        }

        if (!hasBody)
        {
            return null;
        }

        var type = answer.Content.Headers.ContentType;
        if (!described.TryGetProperty("content", out var content) || status is "304")
        {
            var text = await TextAsync(answer);
            return text.Length == 0 ? null : $"{status} has a body that is not described: {text}";
        }

        var found = content.EnumerateObject().FirstOrDefault(range => Fits(range.Name, type));
        if (found.Value.ValueKind != JsonValueKind.Object)
        {
            return $"{status} has the type {type}, which is not described: {await TextAsync(answer)}";
        }

        if (!found.Name.EndsWith("json", StringComparison.Ordinal))
        {
            return null;
        }

        var json = await TextAsync(answer);
        return schemas.Fault(JsonElement.Parse(json), found.Value.GetProperty("schema")) is { } fault ? $"{status}: {fault}: {json}" : null;
    }

    private static bool Fits(string range, MediaTypeHeaderValue? type) => type?.MediaType is { } media && (range == "*/*" ||
        range == media || (range.EndsWith("/*", StringComparison.Ordinal) && media.StartsWith(range[..^1], StringComparison.Ordinal)));

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync();
}
