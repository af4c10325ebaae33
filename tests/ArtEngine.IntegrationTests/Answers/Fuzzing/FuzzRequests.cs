using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Answers.Fuzzing;

/// <summary>Makes requests to one operation of the API's description, most of them not quite right.</summary>
/// <param name="path">As the description has it.</param>
/// <param name="method">In capitals.</param>
/// <param name="operation">The operation.</param>
/// <param name="ids">Ids that are there.</param>
/// <param name="tokens">Tokens; null is none.</param>
/// <param name="values">Makes values.</param>
internal sealed class FuzzRequests(
    string path, string method, JsonElement operation, IReadOnlyList<string> ids, IReadOnlyList<string?> tokens, SchemaValues values)
{
    private static readonly string[] Accepts =
        ["application/json", "image/*", "*/*", "text/event-stream", "text/html;q=0.1", "image/png, application/json;q=0.9", "nonsense"];

    private static readonly (string Name, string[] Values)[] Headers =
    [
        ("Accept", Accepts),
        ("Range", ["bytes=0-3", "bytes=-1", "bytes=999999999-", "bytes=5-1", "chars=1"]),
        ("If-None-Match", ["*", "\"a\"", "W/\"a\"", "a"]),
        ("If-Match", ["*", "\"a\"", "a"]),
        ("If-Modified-Since", ["Thu, 26 Nov 2026 00:00:00 GMT", "soon"]),
        ("Accept-Encoding", ["gzip", "br;q=0", "x"]),
        ("Origin", ["https://example.com", "null"]),
        ("Connection", ["Upgrade"]),
    ];

    public HttpRequestMessage Next()
    {
        var request = new HttpRequestMessage(new(method), Address());
        foreach (var (name, known) in Headers.Where(_ => values.Once(8)))
        {
            request.Headers.TryAddWithoutValidation(name, values.Pick(known));
        }

        foreach (var header in Parameters("header").Where(_ => values.Once(3)))
        {
            var name = header.GetProperty("name").GetString()!;
            request.Headers.TryAddWithoutValidation(
                name, values.Once(2) ? values.Pick(["wait=1", "wait=0", "1", "5", "0.1.0"]) : Ascii(values.Word()));
        }

        if (values.Pick(tokens) is { } token)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        request.Content = Body();
        return request;
    }

    private IEnumerable<JsonElement> Parameters(string place) => operation.TryGetProperty("parameters", out var all)
        ? all.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == place)
        : [];

    private Uri Address()
    {
        var address = Parameters("path").Aggregate(path, (text, parameter) => text.Replace(
            $"{{{parameter.GetProperty("name").GetString()}}}", Uri.EscapeDataString(Segment()), StringComparison.Ordinal));
        var query = Parameters("query").Where(_ => values.Once(2)).SelectMany(parameter => Enumerable.Repeat(
            $"{parameter.GetProperty("name").GetString()}={Uri.EscapeDataString(QueryValue())}", values.Once(12) ? 2 : 1)).ToList();
        if (values.Once(10))
        {
            query.Add($"{Uri.EscapeDataString(values.Word())}={Uri.EscapeDataString(values.Word())}");
        }

        return new(query.Count == 0 ? address : $"{address}?{string.Join('&', query)}", UriKind.Relative);
    }

    // Dots would lead to another path.
    private string Segment() => values.Once(2) ? values.Pick(ids)
        : values.Once(3) ? values.Word().Trim('.') + "x" : Guid.NewGuid().ToString();

    private string QueryValue() =>
        values.Once(2) ? values.Word() : values.Pick(["1", "20", "true", "false", "queued", "queued,running", "txt2img"]);

    private HttpContent? Body()
    {
        if (!operation.TryGetProperty("requestBody", out var body) || values.Once(30))
        {
            return null;
        }

        var content = body.GetProperty("content").EnumerateObject().ToList();
        var type = values.Pick(content).Name;
        if (type == "multipart/form-data" || type.StartsWith("image/", StringComparison.Ordinal))
        {
            return Picture(type);
        }

        var json = values.Json(values.Pick(content).Value.GetProperty("schema"), values.Once(4) ? 0 : 8);
        var sent = values.Once(20) ? values.Pick(["text/plain", "application/xml", "application/json; charset=utf-16"]) : type;
        return new ByteArrayContent(values.Once(10) ? values.Damage(json) : Encoding.UTF8.GetBytes(json))
        {
            Headers = { ContentType = MediaType(sent) },
        };
    }

    private HttpContent Picture(string type)
    {
        var picture = values.Once(2) ? Pictures.Png(4, 4) : Encoding.UTF8.GetBytes(values.Word());
        if (type != "multipart/form-data")
        {
            return new ByteArrayContent(picture) { Headers = { ContentType = MediaType(type) } };
        }

        var form = new MultipartFormDataContent();
        for (var part = 0; part == 0 || values.Once(4); part++)
        {
            form.Add(new ByteArrayContent(picture), values.Once(4) ? "other" : "image", "a.png");
        }

        return form;
    }

    private static MediaTypeHeaderValue MediaType(string type) => MediaTypeHeaderValue.Parse(type);

    private static string Ascii(string text) => string.Concat(text.Where(letter => letter is > ' ' and < '\x7f'));
}
