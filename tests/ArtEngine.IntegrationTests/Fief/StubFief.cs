using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ArtEngine.IntegrationTests.Fief;

/// <summary>The part of Fief's Admin API that reads users, with faults on demand.</summary>
internal sealed class StubFief : IAsyncDisposable
{
    private const string Key = "stub-admin-api-key";

    private readonly WebApplication _app;

    private StubFief(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    /// <summary>By id.</summary>
    public ConcurrentDictionary<string, JsonObject> Users { get; } = [];

    /// <summary>Not in the list, but there when asked for.</summary>
    public ConcurrentDictionary<string, bool> Unlisted { get; } = [];

    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Decides on a request instead of the users: a status and a body.</summary>
    public Func<string, (int Status, string Body)?> Fault { get; set; } = _ => null;

    public string[] Settings =>
        [FiefSender.Setting, $"--Fief:AdminApiKey={Key}", $"--Fief:MetadataAddress={Address}.well-known/openid-configuration"];

    public static async Task<StubFief> StartAsync()
    {
        var address = ServerProcess.FreeAddress();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(address.ToString());
        var stub = new StubFief(app, address);
        app.MapGet("/admin/api/users/{id?}", stub.AnswerAsync);
        await app.StartAsync();
        return stub;
    }

    public JsonObject Add(string email, DateTimeOffset changedAt, object? fields = null, string? id = null)
    {
        var user = FiefSender.User(id ?? Guid.NewGuid().ToString(), email, changedAt, fields);
        Users[user["id"]!.GetValue<string>()] = user;
        return user;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, string? id)
    {
        var request = $"{context.Request.Path}{context.Request.QueryString}";
        Requests.Enqueue(request);
        var (status, body) = context.Request.Headers.Authorization != $"Bearer {Key}"
            ? (401, "")
            : Fault(request) ?? Answer(context.Request, id);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    }

    private (int Status, string Body) Answer(HttpRequest request, string? id)
    {
        if (id is not null)
        {
            return Users.TryGetValue(id, out var user) ? (200, user.ToJsonString()) : (404, """{"detail":"Not Found"}""");
        }

        var (limit, skip) = (Number(request, "limit"), Number(request, "skip"));
        var listed = Users.Values.Where(user => !Unlisted.ContainsKey(user["id"]!.GetValue<string>()))
            .OrderBy(user => user["id"]!.GetValue<string>()).ToList();
        var page = listed.Skip(skip).Take(Math.Min(limit, 100)).Select(user => user.DeepClone());
        return (200, new JsonObject { ["count"] = listed.Count, ["results"] = new JsonArray([.. page]) }.ToJsonString());
    }

    private static int Number(HttpRequest request, string name) => int.Parse(request.Query[name]!, CultureInfo.InvariantCulture);
}
