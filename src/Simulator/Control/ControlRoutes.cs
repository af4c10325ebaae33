using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Faults;
using ArtEngine.ComfySimulator.Protocol;
using static ArtEngine.ComfySimulator.Faults.FaultBoard;

namespace ArtEngine.ComfySimulator.Control;

/// <summary>
/// <c>POST /simulator/faults</c> switches faults, <c>GET /simulator/faults</c> shows them, <c>GET /simulator/log</c>
/// tells what became of every prompt id. They exist only when <see cref="SimulatorOptions.Control"/> is set.
/// </summary>
internal static class ControlRoutes
{
    /// <summary>The keys of a fault request; --help prints them.</summary>
    public const string Help = """
          node_error        class name, or true for the next sampler: that node raises
          out_of_memory     true: node_error raises as a full device does
          validation_error  N: the next N submissions are refused with 400
          slow              factor: every step takes so many times as long
          stall             true/false: the running job stands still, the server stays healthy
          hold              true/false: nothing starts, as if the device were taken
          drop_sockets      "now" or "start" (of the next job): all sockets are cut
          mute              true/false: no event reaches any socket
          lose_queue        true: as after a restart; queue, history, numbers and temp files are gone
          die               true: the process ends at once (inside another process: the listener)
          reset_after       N: the next N submissions are queued, then the connection is cut unanswered
          history_lag       milliseconds between execution_success and the history entry
          view_404          N: the next N downloads are not found
          view_500          N: the next N downloads fail
          reset             true: all faults off
        """;

    public static void Map(IEndpointRouteBuilder routes, ComfyServices services)
    {
        if (!services.Options.Control)
        {
            return;
        }

        var switches = new FaultSwitches(services);
        routes.MapGet("/simulator/faults", (HttpContext context) => context.JsonAsync(Show(services.Faults)));
        routes.MapPost("/simulator/faults", (HttpContext context) => ChangeAsync(context, switches));
        routes.MapGet("/simulator/log", (HttpContext context) => context.JsonAsync(services.Log.Snapshot()));
    }

    private static async Task ChangeAsync(HttpContext context, FaultSwitches switches)
    {
        foreach (var (name, value) in await QueueRoutes.ReadObjectAsync(context))
        {
            if (!Apply(name, value, switches))
            {
                await context.JsonAsync(new { Error = $"There is no fault '{name}'." }, StatusCodes.Status400BadRequest);
                return;
            }
        }

        await context.JsonAsync(Show(switches.Board));
    }

    private static bool Apply(string name, JsonNode? value, FaultSwitches switches)
    {
        var board = switches.Board;
        switch (name)
        {
            case "reset": switches.Clear(); break;
            case "node_error": switches.FailNode(ClassOf(value), board.OutOfMemory); break;
            case "out_of_memory": board.OutOfMemory = IsTrue(value); break;
            case "validation_error": switches.Next(Countdown.ValidationError, Times(value)); break;
            case "slow": board.Slow = value?.GetValue<double>() ?? 1; break;
            case "stall": board.Stall.Set(IsTrue(value)); break;
            case "hold": board.Hold.Set(IsTrue(value)); break;
            case "drop_sockets": DropSockets(value, switches); break;
            case "mute": board.Mute = IsTrue(value); break;
            case "lose_queue": switches.LoseQueue(); break;
            case "die": switches.Die(); break;
            case "reset_after": switches.Next(Countdown.ResetAfter, Times(value)); break;
            case "history_lag": board.HistoryLag = TimeSpan.FromMilliseconds(value?.GetValue<double>() ?? 0); break;
            case "view_404": switches.Next(Countdown.View404, Times(value)); break;
            case "view_500": switches.Next(Countdown.View500, Times(value)); break;
            default: return false;
        }

        return true;
    }

    private static void DropSockets(JsonNode? value, FaultSwitches switches)
    {
        if (value?.ToString() == "start")
        {
            switches.Next(Countdown.DropSocketsAtStart);
        }
        else
        {
            switches.DropSockets();
        }
    }

    private static string? ClassOf(JsonNode? value) => IsTrue(value) ? null : value?.ToString();

    private static bool IsTrue(JsonNode? value) => value?.ToString() == "true";

    private static int Times(JsonNode? value) => IsTrue(value) ? 1 : value?.GetValue<int>() ?? 0;

    private static object Show(FaultBoard board) => new
    {
        NodeError = board.Left(Countdown.NodeError) == 0 ? null : board.NodeErrorClass ?? "the next sampler",
        board.OutOfMemory,
        ValidationError = board.Left(Countdown.ValidationError),
        board.Slow,
        Stall = board.Stall.IsClosed,
        Hold = board.Hold.IsClosed,
        board.Mute,
        ResetAfter = board.Left(Countdown.ResetAfter),
        HistoryLag = board.HistoryLag?.TotalMilliseconds,
        View404 = board.Left(Countdown.View404),
        View500 = board.Left(Countdown.View500),
    };
}
