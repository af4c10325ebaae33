using System.Net;
using System.Text.Json;
using ArtEngine.ComfySimulator.Graphs;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>What stands before every route: foreign pages, bodies too large, and handlers that raise.</summary>
internal sealed class RequestGuard(RequestDelegate next, SimulatorOptions options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            await context.EmptyAsync();
        }
        else if (IsForeign(context.Request))
        {
            await context.EmptyAsync(StatusCodes.Status403Forbidden);
        }
        else if (context.Request.ContentLength > options.MaxUploadSize)
        {
            await TooLargeAsync(context, context.Request.ContentLength.Value);
        }
        else
        {
            await RunAsync(context);
        }
    }

    /// <summary>
    /// A browser page of another origin must not drive a server on this machine. Clients that are no browsers send no
    /// such headers.
    /// </summary>
    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] == "cross-site")
        {
            return true;
        }

        return Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin)
            && IsLoopback(request.Host.Host)
            && (origin.Host != request.Host.Host || origin.Port != (request.Host.Port ?? 80));
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private Task TooLargeAsync(HttpContext context, long size) => context.TextAsync(
        $"Maximum request body size {options.MaxUploadSize} exceeded, actual body size {size}",
        StatusCodes.Status413PayloadTooLarge);

    private async Task RunAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception broken) when (broken is MalformedPromptException or JsonException or InvalidOperationException or FormatException)
        {
            await context.TroubleAsync();
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await TooLargeAsync(context, options.MaxUploadSize + 1);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException && !context.Response.HasStarted)
        {
            await context.TroubleAsync();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to answer.
        }
    }
}
