using System.Security.Claims;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ArtEngine.Generation.Api.Mcp;

/// <summary>Sends a tool's request when its caller may make it. A refusal is told to the assistant.</summary>
internal sealed class ToolCalls(IMediator mediator, IAuthorizationService rights)
{
    /// <param name="permission">What the caller needs.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="request">Makes the request from the caller's id.</param>
    /// <param name="cancellationToken">The caller left.</param>
    public async Task<T> SendAsync<T>(
        Permission permission, ClaimsPrincipal? caller, Func<Guid, IRequest<T>> request, CancellationToken cancellationToken)
    {
        var userId = await UserAsync(permission, caller);
        return await ToldAsync(() => mediator.Send(request(userId), cancellationToken));
    }

    /// <summary>The caller's id, if it may.</summary>
    public async Task<Guid> UserAsync(Permission permission, ClaimsPrincipal? caller) =>
        caller is not null && (await rights.AuthorizeAsync(caller, Access.PolicyOf(permission))).Succeeded
            ? caller.UserId()
            : throw new McpException("forbidden: your token lacks the permission for this tool.");

    /// <summary>A refusal is an answer. Thrown on, the library would log it as a fault of the service.</summary>
    public static McpRequestHandler<CallToolRequestParams, CallToolResult> TellRefusals(
        McpRequestHandler<CallToolRequestParams, CallToolResult> next) => async (request, cancellationToken) =>
    {
        try
        {
            return await next(request, cancellationToken);
        }
        catch (McpException refused) when (refused is not McpProtocolException)
        {
            return Refusal(refused.Message);
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException { ParamName: "arguments" })
        {
            return Refusal("invalid_request: the arguments are not those of the tool; its input schema in tools/list says which they are.");
        }
    };

    private static CallToolResult Refusal(string text) => new() { IsError = true, Content = [new TextContentBlock { Text = text }] };

    /// <summary>Runs it; a refusal becomes a sentence with its code.</summary>
    public static async Task<T> ToldAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (AppException refused)
        {
            var details = refused.Errors.Select(error => $"{error.Pointer}: {error.Detail}");
            throw new McpException($"{refused.Code}: {string.Join('\n', details.Prepend(refused.Message))}");
        }
        catch (Exception exception) when (TransientDatabaseErrors.IsReasonOf(exception))
        {
            throw new McpException(
                "database_unavailable: the database does not answer just now. What was asked for may have been done: look before you " +
                "repeat it.");
        }
    }
}
