using System.Net.WebSockets;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.BuildingBlocks.Infrastructure.WebSockets;

/// <summary>WebSocketSender on which only this side has something to say.</summary>
public sealed class WebSocketSender(WebSocketConnections listeners, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan PatienceAtGoodbye = TimeSpan.FromSeconds(1);

    public static IResult Expected(string detail) => TypedResults.Problem(
        detail,
        statusCode: StatusCodes.Status426UpgradeRequired,
        extensions: new Dictionary<string, object?> { ["code"] = "websocket_expected" });

    /// <summary>
    /// Sends what the messages say until the listener leaves or the host stops. One message is under way at a time; what a
    /// slow listener misses, its source decides.
    /// </summary>
    public Task ServeAsync(
        HttpContext context, WebSocketMessageType type, Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<byte>>> messages) =>
        ServeAsync(context, end => messages(end).Select(content => new SocketMessage(type, content)));

    /// <summary>The same with texts and bytes.</summary>
    public async Task ServeAsync(HttpContext context, Func<CancellationToken, IAsyncEnumerable<SocketMessage>> messages)
    {
        var listener = await listeners.AcceptAsync(context);
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            var leaving = NoticeLeavingAsync(listener, end, gone.Token);
            try
            {
                await SendAllAsync(listener, messages(end.Token), end.Token);
                await SayGoodbyeAsync(listener, context.Features.Get<CredentialEnd>());
            }
            finally
            {
                gone.CancelAfter(PatienceAtGoodbye);
                await leaving;
            }
        }
        finally
        {
            listeners.Remove(listener);
        }
    }

    private static async Task SendAllAsync(
        WebSocketConnection listener, IAsyncEnumerable<SocketMessage> messages, CancellationToken end)
    {
        try
        {
            await foreach (var message in messages)
            {
                await listener.SendAsync(message.Content, message.Type, end);
            }
        }
        catch (Exception exception) when (IsLeaving(exception))
        {
            // The listener left or does not read, or the host stops.
        }
    }

    /// <summary>Reading is how the leaving is noticed; it goes on until the goodbyes are said.</summary>
    private static async Task NoticeLeavingAsync(WebSocketConnection listener, CancellationTokenSource end, CancellationToken gone)
    {
        try
        {
            await listener.ReadToEndAsync(gone);
        }
        catch (Exception exception) when (IsLeaving(exception))
        {
            // Gone without a word.
        }

        await end.CancelAsync();
    }

    private async Task SayGoodbyeAsync(WebSocketConnection listener, CredentialEnd? credential)
    {
        using var soon = new CancellationTokenSource(PatienceAtGoodbye);
        try
        {
            var status = lifetime.ApplicationStopping.IsCancellationRequested ? WebSocketCloseStatus.EndpointUnavailable
                : credential is { HasCome: true } ? WebSocketCloseStatus.PolicyViolation
                : WebSocketCloseStatus.NormalClosure;
            await listener.SayGoodbyeAsync(status, soon.Token);
        }
        catch (Exception exception) when (IsLeaving(exception))
        {
            // Gone without a word.
        }
    }

    private static bool IsLeaving(Exception exception) => exception is OperationCanceledException or IOException or WebSocketException;
}
