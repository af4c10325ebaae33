using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ArtEngine.ComfySimulator.Painting;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <summary>Makes a request of a recorded one. Bodies that were recorded shortened are made anew.</summary>
internal sealed partial class RecordedRequest(Uri server, IdMap ids, Scenario scenario)
{
    /// <summary>Bodies around the limit of 100 MiB are sent, like the limit, a hundred times smaller.</summary>
    public const int Shrink = 100;

    private const int Huge = 1_000_000;

    private string lastClient = "";
    private int forms;

    /// <summary>The note before the request tells what a file part looked like.</summary>
    public string LastNote { get; set; } = "";

    public HttpRequestMessage Make(JsonObject recorded)
    {
        var path = ids.Translate(recorded["path"]!.ToString());
        var request = new HttpRequestMessage(
            new HttpMethod(recorded["method"]!.ToString()), new Uri(server, path + Query(recorded["params"])));
        request.Content = Body(recorded);
        foreach (var (name, value) in recorded["headers"] as JsonObject ?? [])
        {
            if (name != "Content-Type")
            {
                request.Headers.TryAddWithoutValidation(
                    name, value!.ToString().Replace("127.0.0.1:8188", server.Authority, StringComparison.Ordinal));
            }
        }

        return request;
    }

    private string Query(JsonNode? parameters) => parameters is JsonObject fields
        ? "?" + string.Join('&', fields.Select(field => $"{field.Key}={Uri.EscapeDataString(ids.Translate(field.Value!.ToString()))}"))
        : "";

    private HttpContent? Body(JsonObject recorded)
    {
        if (recorded["json"] is { } json)
        {
            var text = scenario.Rewrite(ids.Translate(json)!.ToJsonString());
            lastClient = (json as JsonObject)?["client_id"]?.ToString() ?? lastClient;
            return new StringContent(text, Encoding.UTF8, "application/json");
        }

        if (recorded["multipart"] is { } form)
        {
            return form is JsonObject fields ? Form(fields) : OddForm();
        }

        return recorded["raw"]?.ToString() switch
        {
            null => null,
            var raw when raw.StartsWith("b'--", StringComparison.Ordinal) => HandMade(recorded["headers"]!["Content-Type"]!.ToString()),
            "{nope" => new StringContent("{nope", Encoding.UTF8, "application/json"),
            var raw => new StringContent(Restore(raw), Encoding.UTF8, "text/plain"),
        };
    }

    /// <summary>Only the beginning of a long body was recorded: up to its client, or of padding that was its point.</summary>
    private string Restore(string raw)
    {
        var parts = raw.Split(", \"client_id\"");
        return Length().Match(raw) is { Success: true } length &&
            int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture) is > Huge and var size
            ? "{}" + new string(' ', size / Shrink)
            : $"{parts[0]}, \"client_id\": \"{lastClient}\"}}";
    }

    private static MultipartFormDataContent Form(JsonObject fields)
    {
        var form = new MultipartFormDataContent();
        var name = fields["filename"]!.ToString();
        var file = new ByteArrayContent(Bytes(name, fields["bytes"]!.GetValue<int>()));
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"image\"; filename=\"{Uri.EscapeDataString(name)}\"");
        form.Add(file);
        foreach (var (key, value) in fields.Where(field => field.Key is not ("filename" or "bytes")))
        {
            form.Add(new StringContent(value!.ToString()), key);
        }

        return form;
    }

    /// <summary>First a form without a file, then one whose image is a plain field.</summary>
    private MultipartFormDataContent OddForm() =>
        forms++ == 0 ? new() { { new StringContent("x"), "subfolder" } } : new() { { new StringContent("x"), "image" } };

    private ByteArrayContent HandMade(string contentType)
    {
        var mark = contentType.Split("boundary=")[1].Trim('"');
        var disposition = LastNote[(LastNote.IndexOf(" :: ", StringComparison.Ordinal) + 4)..];
        var type = LastNote.StartsWith("no part content type", StringComparison.Ordinal) ? "" : "Content-Type: image/png\r\n";
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes($"--{mark}\r\nContent-Disposition: form-data; {disposition}\r\n{type}\r\n"),
            .. Bytes("x.png", 93),
            .. Encoding.UTF8.GetBytes($"\r\n--{mark}--\r\n"),
        ];
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return content;
    }

    [GeneratedRegex(@"<(\d+) chars>")]
    private static partial Regex Length();

    /// <summary>The same length stands for the same bytes.</summary>
    private static byte[] Bytes(string name, int length) =>
        length > Huge ? new byte[length / Shrink]
        : name.EndsWith(".png", StringComparison.Ordinal) && length > 50
            ? PngWriter.ToBytes(new Solid(8, 8, length))
            : [.. Enumerable.Repeat((byte)'x', length)];
}
