using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ArtEngine.Bench.Hostile;

/// <summary>Gives the answers that no server should give. What HTTP forbids goes to the socket past the web server.</summary>
internal sealed class HostileAnswers(Trap trap, FaultPlan plan)
{
    /// <summary>Longer than any client should wait; one that leaves ends it.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(1);

    private static readonly string Deep =
        string.Concat(Enumerable.Repeat("{\"a\":[", 2_500)) + string.Concat(Enumerable.Repeat("]}", 2_500));
    private static readonly byte[] TenMegabytes = Encoding.ASCII.GetBytes(new string('x', 10 * 1024 * 1024));

    /// <summary>Those that are made of what the server says.</summary>
    public static bool NeedsTrueAnswer(Fault fault) => fault is Fault.HalfBody or Fault.Drip or Fault.LengthTooLong or Fault.LengthTooShort;

    public Task GiveAsync(HttpContext context, Fault fault, TrueAnswer answer) => fault switch
    {
        Fault.BadRequest => StatusAsync(context, StatusCodes.Status400BadRequest),
        Fault.Forbidden => StatusAsync(context, StatusCodes.Status403Forbidden),
        Fault.NotFound => StatusAsync(context, StatusCodes.Status404NotFound),
        Fault.ServerError =>
            TextAsync(context, "500 Internal Server Error\n\nServer got itself in trouble", StatusCodes.Status500InternalServerError),
        Fault.BadGateway => TextAsync(context, "<html><body>502 Bad Gateway</body></html>", StatusCodes.Status502BadGateway),
        Fault.EmptyBody => StatusAsync(context, StatusCodes.Status200OK),
        Fault.HalfBody => RawAsync(context, answer, announced: answer.Body.Length, sent: answer.Body.Length / 2, TimeSpan.Zero),
        Fault.SilentBody => SilentBodyAsync(context),
        Fault.Silence => HoldAsync(context, Hold),
        Fault.GarbageJson => JsonAsync(context, "{\"prompt_id\": \"x\", \"exec_info\": {{]]}, \u0001NaN"),
        Fault.DeepJson => JsonAsync(context, Deep),
        Fault.ListInstead => JsonAsync(context, "[[1, \"a\", {}], null]"),
        Fault.NumberInstead => JsonAsync(context, "42"),
        Fault.StringInstead => JsonAsync(context, "\"no\""),
        Fault.NullInstead => JsonAsync(context, "null"),
        Fault.Redirect => RedirectAsync(context),
        Fault.Huge => HugeAsync(context),
        Fault.Drip => DripAsync(context, answer),
        Fault.Reset => ResetAsync(context),
        Fault.LengthTooLong => RawAsync(context, answer, announced: answer.Body.Length + 100, sent: answer.Body.Length, Hold),
        Fault.LengthTooShort => RawAsync(context, answer, announced: answer.Body.Length / 2, sent: answer.Body.Length, Afterwards),
        _ => JsonAsync(context, "{}"),
    };

    private static Task StatusAsync(HttpContext context, int status)
    {
        (context.Response.StatusCode, context.Response.ContentLength) = (status, 0);
        return Task.CompletedTask;
    }

    private static Task JsonAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    private static Task TextAsync(HttpContext context, string text, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private Task RedirectAsync(HttpContext context)
    {
        int[] redirects = [301, 302, 303, 307, 308];
        context.Response.Headers.Location = $"http://127.0.0.1:{trap.Port}{context.Request.Path}{context.Request.QueryString}";
        return StatusAsync(context, redirects[(int)(plan.Draw() * redirects.Length)]);
    }

    private static async Task SilentBodyAsync(HttpContext context)
    {
        (context.Response.ContentType, context.Response.ContentLength) = ("application/json; charset=utf-8", 1_000);
        await context.Response.StartAsync(context.RequestAborted);
        await HoldAsync(context, Hold);
    }

    private static async Task HugeAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain";
        await context.Response.Body.WriteAsync(TenMegabytes, context.RequestAborted);
    }

    private static async Task DripAsync(HttpContext context, TrueAnswer answer)
    {
        answer.WriteHead(context);
        context.Response.ContentLength = answer.Body.Length;
        for (var at = 0; at < answer.Body.Length; at++)
        {
            await context.Response.Body.WriteAsync(answer.Body.AsMemory(at, 1), context.RequestAborted);
            await Task.Delay(TimeSpan.FromSeconds(1), context.RequestAborted);
        }
    }

    /// <summary>Unless it leaves, the client is cut off at the end.</summary>
    private static async Task HoldAsync(HttpContext context, TimeSpan time)
    {
        await Task.Delay(time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }

    private static Task ResetAsync(HttpContext context)
    {
        var socket = SocketOf(context);
        socket.LingerState = new(enable: true, seconds: 0);
        socket.Close();
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task RawAsync(HttpContext context, TrueAnswer answer, int announced, int sent, TimeSpan hold)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
                $"HTTP/1.1 {answer.Status} Hostile\r\nContent-Type: {answer.ContentType}\r\nContent-Length: " +
                $"{announced}\r\n\r\n");
        var socket = SocketOf(context);
        await socket.SendAsync(Encoding.ASCII.GetBytes(head), context.RequestAborted);
        await socket.SendAsync(answer.Body.AsMemory(0, sent), context.RequestAborted);
        if (hold > TimeSpan.Zero)
        {
            await Task.Delay(hold, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Shut down first: what an abort finds unsent is lost.
        socket.Shutdown(SocketShutdown.Send);
        await HoldAsync(context, Afterwards);
    }

    private static Socket SocketOf(HttpContext context) => context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
}
