using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Generation;

[Trait(Stack.Trait, Stack.Embedded)]
public sealed class BrowserTests
{
    private const string Page = """
        <!doctype html><meta charset="utf-8"><script>
        const ask = new URLSearchParams(location.search), token = ask.get('token'), job = ask.get('job');
        const told = { protocol: null, pending: [], events: [], pictures: [] };
        const queue = new WebSocket(`ws://${location.host}/websocket/queue-status`, ['art-engine', `bearer.${token}`]);
        queue.onopen = () => told.protocol = queue.protocol;
        queue.onmessage = message => told.pending.push(JSON.parse(message.data).data.queue_pending);
        const pictures = new WebSocket(`ws://${location.host}/websocket/preview?access_token=${token}`);
        pictures.binaryType = 'arraybuffer';
        pictures.onmessage = message => {
          const length = new DataView(message.data).getUint32(0);
          told.pictures.push(JSON.parse(new TextDecoder().decode(new Uint8Array(message.data, 4, length))).job_id);
        };
        const events = new EventSource(`/image/jobs/${job}/events?access_token=${token}`);
        for (const name of ['status', 'progress', 'preview', 'output']) {
          events.addEventListener(name, event => {
            told.events.push(name === 'status' ? JSON.parse(event.data).status : name);
          });
        }
        // The queue is told of as it was before anything was rendered.
        const queueTold = new Promise(resolve => queue.addEventListener('message', resolve, { once: true }));
        events.onopen = () => queueTold.then(() => fetch('/test/ready', { method: 'POST' }));
        // The browser reconnects after the end, is told that nothing is left, and gives up.
        events.onerror = () =>
            events.readyState === EventSource.CLOSED && fetch('/test/report', { method: 'POST', body: JSON.stringify(told) });
        </script>
        """;

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<JsonElement> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [BrowserFact]
    public async Task A_browser_follows_a_job_the_queue_and_the_pictures()
    {
        await using var service = await Service.StartAsync(builder => builder.Services.AddSingleton<IStartupFilter>(new TestPage(this)));
        service.Simulator.Faults.Board.Hold.Set(closed: true);
        var job = await service.Client.SubmitAsync(Jobs.Request(steps: 20));
        await using var browser = Browser.Open(new Uri(service.Address, $"/test/page?job={job.Text("id")}&token={service.Token()}"));
        await _ready.Task.WaitAsync(TimeSpan.FromSeconds(60));
        service.Simulator.Faults.Board.Slow = 50;
        service.Simulator.Faults.Board.Hold.Set(closed: false);

        var told = await _report.Task.WaitAsync(TimeSpan.FromSeconds(60));

        told.Text("protocol").ShouldBe("art-engine");
        var events = told.GetProperty("events").EnumerateArray().Select(one => one.GetString()!).ToList();
        events.Where(one => one is not ("progress" or "preview" or "output")).ShouldBe(["queued", "running", "succeeded"]);
        events.Count(one => one == "output").ShouldBe(1);
        events.ShouldContain("progress");
        events.ShouldContain("preview");
        told.GetProperty("pending").EnumerateArray().Select(one => one.GetInt32()).First().ShouldBe(1);
        told.GetProperty("pictures").EnumerateArray().Select(one => one.GetString()).Distinct().ShouldBe([job.Text("id")]);
    }

    /// <summary>Serves the page from the host itself: a browser opens event streams of other origins only where these allow it.</summary>
    private sealed class TestPage(BrowserTests test) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(AnswerAsync);
            next(app);
        };

        private async Task AnswerAsync(HttpContext context, RequestDelegate next)
        {
            switch (context.Request.Path.Value)
            {
                case "/test/page":
                    context.Response.ContentType = "text/html";
                    await context.Response.WriteAsync(Page);
                    break;
                case "/test/ready":
                    test._ready.TrySetResult();
                    break;
                case "/test/report":
                    test._report.TrySetResult(await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body));
                    break;
                default:
                    await next(context);
                    break;
            }
        }
    }
}
