// Opens many listeners of WS /websocket/queue-status on one node and measures what they cost and how soon a change reaches
// them. See README.md for how to start it.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;

const int ProcTicksPerSecond = 100;

var url = new Uri(args[0]);
var token = args[1];
var hostPid = int.Parse(args[2], CultureInfo.InvariantCulture);
var count = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 5_000;
var stalled = args.Length > 4 ? int.Parse(args[4], CultureInfo.InvariantCulture) : 0;
const int Changes = 20;

using var client = new HttpClient
{
    BaseAddress = url,
    DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) }
};
await client.GetStringAsync("/queue");
await ChangeAsync();
// What is compiled anew while it is warm, and Quartz, would count as idling.
await Task.Delay(30_000);
var memoryBefore = ResidentKilobytes();

var alone = CpuSeconds();
await Task.Delay(15_000);
alone = CpuSeconds() - alone;
Print($"idle without listeners: {100 * alone / 15:0.00} % of a core");

var received = new long[count];
var sockets = new List<Socket>();
for (var number = 0; number < count + stalled; number++)
{
    var socket = await ConnectAsync();
    sockets.Add(socket);
    if (number < count)
    {
        _ = ListenAsync(socket, number);
    }
}

await Task.Delay(20_000);
Print($"{count} listeners and {stalled} that never read: {(ResidentKilobytes() - memoryBefore) / (double)(count + stalled):0.0} KB each");

var cpu = CpuSeconds();
var idle = Stopwatch.StartNew();
await Task.Delay(30_000);
Print($"idle: {100 * (CpuSeconds() - cpu) / idle.Elapsed.TotalSeconds:0.00} % of a core over {idle.Elapsed.TotalSeconds:0} s");

var delays = new List<double>();
for (var change = 0; change < Changes; change++)
{
    Array.Clear(received);
    var start = await ChangeAsync();
    var patience = Stopwatch.StartNew();
    while (received.Any(at => at == 0) && patience.Elapsed.TotalSeconds < 10)
    {
        await Task.Delay(20);
    }

    Print($"change {change}: reached {received.Count(at => at != 0)}, the last after {Milliseconds(start, received.Max()):0} ms");
    delays.AddRange(received.Select(at => at == 0 ? 10_000 : Milliseconds(start, at)));
    await Task.Delay(500);
}

delays.Sort();
var (median, p99) = (delays[delays.Count / 2], delays[delays.Count * 99 / 100]);
Print($"a change after it was stored: median {median:0} ms, p99 {p99:0} ms, last {delays[^1]:0} ms");
Print($"memory after {Changes} changes: {(ResidentKilobytes() - memoryBefore) / (double)(count + stalled):0.0} KB each");
Environment.Exit(0);

// Queues a job, which changes the counts; the time when its acceptance was known.
async Task<long> ChangeAsync()
{
    using var answer = await client.PostAsJsonAsync("/image/generate",
        new { workflow_name = "txt2img", parameters = new { prompt = "bench", steps = 1, width = 64, height = 64 } });
    answer.EnsureSuccessStatusCode();
    return Stopwatch.GetTimestamp();
}

async Task<Socket> ConnectAsync()
{
    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4_096 };
    await socket.ConnectAsync(IPAddress.Loopback, url.Port);
    var request = $"GET /websocket/queue-status HTTP/1.1\r\nHost: {url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    await socket.SendAsync(Encoding.ASCII.GetBytes(request));
    return socket;
}

// Notes when something came; a ping is answered with a pong, which may be empty.
async Task ListenAsync(Socket socket, int number)
{
    var buffer = new byte[1_024];
    while (await socket.ReceiveAsync(buffer) is var length and > 0)
    {
        // A ping and a message may come together; frames of the server are short and not masked.
        for (var start = 0; start + 1 < length; start += 2 + (buffer[start + 1] & 0x7F))
        {
            if (buffer[start] == 0x89)
            {
                byte[] pong = [0x8A, (byte)(0x80 | buffer[start + 1]), 0, 0, 0, 0, .. buffer.AsSpan(start + 2, buffer[start + 1])];
                await socket.SendAsync(pong);
            }
            else if (buffer[start] == 0x81 && received[number] == 0)
            {
                received[number] = Stopwatch.GetTimestamp();
            }
        }
    }
}

long ResidentKilobytes() => long.Parse(
    File.ReadLines($"/proc/{hostPid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
    CultureInfo.InvariantCulture);

double CpuSeconds()
{
    var fields = File.ReadAllText($"/proc/{hostPid}/stat").Split(") ")[^1].Split(' ');
    return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(
        fields[12], CultureInfo.InvariantCulture)) / (double)ProcTicksPerSecond;
}

static double Milliseconds(long from, long to) => Math.Max(0, Stopwatch.GetElapsedTime(from, to).TotalMilliseconds);

static void Print(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
