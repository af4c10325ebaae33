using System.Net;
using System.Text.Json;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>Reads a stream of server-sent events as a browser does: an event counts once its blank line was read.</summary>
internal sealed class EventStream(HttpResponseMessage answer, StreamReader lines) : IDisposable
{
    public static async Task<EventStream> OpenAsync(HttpClient client, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new(answer, new(await answer.Content.ReadAsStreamAsync()));
    }

    public HttpStatusCode Status => answer.StatusCode;

    public string? ContentType => answer.Content.Headers.ContentType?.MediaType;

    /// <summary>The next event; null when the stream has ended.</summary>
    public async Task<StreamedEvent?> NextAsync(CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>();
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == 0 && fields.TryGetValue("data", out var data))
            {
                return new(fields["id"], fields["event"], JsonElement.Parse(data));
            }

            if (line.Split(':', 2) is [{ Length: > 0 } field, var value])
            {
                fields[field] = value.TrimStart();
            }
        }

        return null;
    }

    public async Task<IReadOnlyList<StreamedEvent>> ToEndAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var events = new List<StreamedEvent>();
        while (await NextAsync(patience.Token) is { } told)
        {
            events.Add(told);
        }

        return events;
    }

    public void Dispose()
    {
        lines.Dispose();
        answer.Dispose();
    }
}

internal sealed record StreamedEvent(string Id, string Name, JsonElement Data);
