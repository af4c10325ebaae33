using System.Net;
using System.Net.WebSockets;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.Identity;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>Pages that somebody else serves.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class CrossOriginTests
{
    private const string Studio = "https://studio.example.com";
    private const string Setting = $"--Cors:Origins:0={Studio}";

    /// <summary>Makes a picture, follows it every way there is, shows it, and reads headers of the answers.</summary>
    private const string Page = """
        <!doctype html><meta charset="utf-8"><script type="module">
        const ask = new URLSearchParams(location.search), service = ask.get('service'), token = ask.get('token');
        const headers = { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'once' };
        const told = { events: [], previews: 0 };
        try {
          const previews = new WebSocket(`${service.replace('http', 'ws')}/websocket/preview`, ['art-engine', `bearer.${token}`]);
          previews.onmessage = () => told.previews++;
          await new Promise((opened, failed) => { previews.onopen = opened; previews.onerror = () => failed('no socket'); });
          const parameters = { prompt: 'a lighthouse', steps: 20, width: 64, height: 64 };
          const body = JSON.stringify({ workflow_name: 'txt2img', parameters });
          const answer = await fetch(`${service}/image/generate`, { method: 'POST', headers, body });
          told.status = answer.status;
          told.location = answer.headers.get('Location');
          const { id } = await answer.json();
          const events = new EventSource(`${service}/image/jobs/${id}/events?access_token=${token}`);
          for (const name of ['progress', 'preview', 'output']) {
            events.addEventListener(name, () => told.events.push(name));
          }
          await new Promise(ended => events.onerror = () => events.readyState === EventSource.CLOSED && ended());
          const job = await (await fetch(`${service}/image/jobs/${id}`, { headers })).json();
          const picture = new Image();
          picture.src = service + job.outputs[0].signed_url;
          await picture.decode();
          told.width = picture.naturalWidth;
          told.etag = (await fetch(service + job.outputs[0].url, { headers })).headers.get('ETag');
          told.missing = (await (await fetch(`${service}/image/jobs/00000000-0000-0000-0000-000000000000`, { headers })).json()).code;
        } catch (fault) {
          told.fault = `${fault}`;
        }
        await fetch('/report', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(told) });
        </script>
        """;

    [BrowserFact]
    public async Task A_page_of_another_origin_shows_progress_previews_and_pictures()
    {
        await using var other = await OtherOrigin.StartAsync(Page);
        await using var service = await Service.StartAsync(settings: $"--Cors:Origins:0={other.Origin}");
        service.Simulator.Faults.Board.Slow = 50;
        await using var browser = Browser.Open(PageFor(service, other));

        var told = await other.ReportAsync();

        told.TryGetProperty("fault", out var fault).ShouldBeFalse($"{fault}");
        told.GetProperty("status").GetInt32().ShouldBe(202);
        told.Text("location").ShouldStartWith("/image/jobs/");
        told.Text("etag").ShouldStartWith("\"");
        told.Text("missing").ShouldBe("unknown_job");
        told.GetProperty("width").GetInt32().ShouldBe(64);
        told.GetProperty("previews").GetInt32().ShouldBePositive();
        var events = told.GetProperty("events").EnumerateArray().Select(one => one.GetString()).Distinct().Order().ToList();
        events.ShouldBe(["output", "preview", "progress"]);
    }

    [BrowserFact]
    public async Task A_page_of_an_origin_that_is_not_listed_gets_nothing()
    {
        await using var other = await OtherOrigin.StartAsync(Page);
        await using var service = await Service.StartAsync(settings: Setting);
        await using var browser = Browser.Open(PageFor(service, other));

        (await other.ReportAsync()).Text("fault").ShouldContain("no socket");
        (await service.GetAsync("/image/jobs")).GetProperty("jobs").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData(Studio, true)]
    [InlineData("https://studio.example.com.attacker.example", false)]
    [InlineData("http://studio.example.com", false)]
    [InlineData("null", false)]
    public async Task A_preflight_is_answered_for_listed_origins(string origin, bool isListed)
    {
        await using var service = await Service.StartAsync(settings: Setting);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/image/generate");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,idempotency-key");
        using var anonymous = service.ClientOf(token: null);

        using var answer = await anonymous.SendAsync(preflight);

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Header(answer, "Access-Control-Allow-Origin").ShouldBe(isListed ? origin : null);
        Header(answer, "Access-Control-Allow-Headers").ShouldBe(isListed ? "authorization,content-type,idempotency-key" : null);
    }

    [Theory]
    [InlineData("/image/jobs/00000000-0000-0000-0000-000000000000")]
    [InlineData("/image/jobs?limit=nonsense")]
    [InlineData("/nowhere")]
    public async Task Errors_can_be_read_as_well(string path)
    {
        await using var service = await Service.StartAsync(settings: Setting);
        service.Client.DefaultRequestHeaders.Add("Origin", Studio);

        using var answer = await service.Client.GetAsync(path);

        answer.IsSuccessStatusCode.ShouldBeFalse();
        Header(answer, "Access-Control-Allow-Origin").ShouldBe(Studio);
        Header(answer, "Access-Control-Expose-Headers").ShouldNotBeNull().ShouldContain("Retry-After");
    }

    [Fact]
    public async Task With_an_asterisk_every_origin_may_call_but_not_with_cookies()
    {
        await using var service = await Service.StartAsync(settings: "--Cors:Origins:0=*");
        service.Client.DefaultRequestHeaders.Add("Origin", "https://anybody.example.com");

        using var answer = await service.Client.GetAsync("/image/jobs");

        Header(answer, "Access-Control-Allow-Origin").ShouldBe("*");
        Header(answer, "Access-Control-Allow-Credentials").ShouldBeNull();
        await OpenAsync(service, "https://anybody.example.com");
    }

    [Fact]
    public async Task WebSockets_open_for_listed_origins_the_services_own_and_for_programs()
    {
        await using var service = await Service.StartAsync(settings: Setting);

        await OpenAsync(service, Studio);
        await OpenAsync(service, service.Address.GetLeftPart(UriPartial.Authority));
        await OpenAsync(service, origin: null);
        var refused = await Should.ThrowAsync<WebSocketException>(() => OpenAsync(service, "https://attacker.example"));

        refused.Message.ShouldContain("403");
    }

    [Theory]
    [InlineData("https://studio.example.com/")]
    [InlineData("studio.example.com")]
    [InlineData("https://studio.example.com/page")]
    public async Task What_is_no_origin_stops_the_start(string origin)
    {
        var refused = await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => Service.StartAsync(settings: $"--Cors:Origins:0={origin}"));

        refused.Message.ShouldContain($"Cors:Origins has \"{origin}\"");
    }

    [Fact]
    public async Task A_signed_address_shows_the_picture_without_a_token_and_no_other()
    {
        await using var service = await Service.StartAsync();
        var job = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        var output = job.GetProperty("outputs")[0];
        var address = output.Text("signed_url");
        using var anonymous = service.ClientOf(token: null);

        (await anonymous.GetByteArrayAsync(address)).Length.ShouldBe(output.GetProperty("size_bytes").GetInt32());
        using var other = await anonymous.GetAsync(address.Replace(output.Text("id"), Guid.NewGuid().ToString()));
        await other.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "address_expired");
        using var later = await anonymous.GetAsync(address.Replace("expires=1", "expires=2"));
        await later.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "address_expired");
        using var unsigned = await anonymous.GetAsync(output.Text("url"));
        unsigned.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static Uri PageFor(Service service, OtherOrigin other) =>
        new(other.Address, $"/?service={service.Address.GetLeftPart(UriPartial.Authority)}&token={service.Token()}");

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;

    private static async Task OpenAsync(Service service, string? origin)
    {
        using var socket = new ClientWebSocket();
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        await socket.ConnectAsync(new UriBuilder(service.Address) { Scheme = "ws", Path = "/websocket/queue-status" }.Uri, default);
    }
}
