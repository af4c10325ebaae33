using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Backends;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Contracts;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Backends;

internal static class BackendEndpoints
{
    private const string Example =
        """{"name":"gpu-2","state":"active","is_up":true,"trouble":null,"trouble_since":null,"in_flight":2,"depth":2,""" +
        """ "weight":1,"models":7,"foreign_prompts":0,"is_from_settings":false}""";

    private const string ExampleMachine =
        """{"machine":{"version":"0.3.44","memory_total":67430707200,"memory_free":51539607552,"devices":[""" +
        """ {"name":"cuda:0 NVIDIA GeForce RTX 4090","memory_total":25393692672,"memory_free":17179869184}]}}""";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var backends = routes.MapGroup("/backends").WithTags("ComfyUI servers").RequireAuthorization();
        backends.MapGet("", ListAsync).RequirePermission(Permission.Read).WithName("ListBackends")
            .WithSummary("The ComfyUI servers and how they are doing")
            .WithDescription("Who may not administer them sees numbers for their names, and not what is wrong with them.")
            .WithExample(answer: $"{{\"backends\":[{Example}]}}");
        backends.MapGet("/{name}", GetAsync).RequirePermission(Permission.Admin).WithName("GetBackend")
            .WithSummary("One ComfyUI server").WithExample(answer: Example).ProducesProblem(StatusCodes.Status404NotFound);
        backends.MapGet("/{name}/machine", GetMachineAsync).RequirePermission(Permission.Admin).WithName("GetBackendMachine")
            .WithSummary("What a ComfyUI server runs on, and its free memory")
            .WithDescription("It is asked now; `machine` is null when it does not answer.")
            .WithExample(answer: ExampleMachine).ProducesProblem(StatusCodes.Status404NotFound);
        backends.MapPost("", AddAsync).RequirePermission(Permission.Admin).WithName("AddBackend").WithSummary("Use one more ComfyUI server")
            .WithExample("""{"name":"gpu-2","url":"http://gpu-2:8188","depth":2,"weight":1,"headers":{}}""", Example)
            .Produces<BackendView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        backends.MapPatch("/{name}", ChangeAsync).RequirePermission(Permission.Admin).WithName("ChangeBackend")
            .WithSummary("Drain, disable or change a server")
            .WithDescription(
                "`state`: `active` gets jobs; `draining` finishes what it has; `disabled` besides gives back what it has not begun. " +
                "What is not given stays. A server of the settings takes their values again at the next start, but its state stays.")
            .WithExample("""{"state":"draining"}""", Example)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        backends.MapDelete("/{name}", RemoveAsync).RequirePermission(Permission.Admin).WithName("RemoveBackend")
            .WithSummary("Remove a server")
            .WithDescription(
                "It finishes what it has and is forgotten then; `removing` until that. A server of the settings comes " +
                "back at the next start.")
            .Produces(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<BackendList> ListAsync(
        ClaimsPrincipal caller, IAuthorizationService rights, IMediator mediator, CancellationToken cancellationToken)
    {
        var list = await mediator.Send(new ListBackendsQuery(), cancellationToken);
        return await rights.IsAdminAsync(caller)
            ? list
            : new([.. list.Backends.Select((backend, index) => backend.Redacted(index + 1))]);
    }

    private static Task<BackendView> GetAsync(string name, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetBackendQuery(name), cancellationToken);

    private static Task<MachineView> GetMachineAsync(string name, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetMachineQuery(name), cancellationToken);

    private static async Task<IResult> AddAsync(AddBackendRequest request, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(
            new AddBackendCommand(
                request.Name ?? "", request.Url ?? "", request.Depth, request.Weight, request.Headers), cancellationToken);
        var added = await mediator.Send(new GetBackendQuery(request.Name!), cancellationToken);
        return TypedResults.Created($"/backends/{added.Name}", added);
    }

    private static async Task<BackendView> ChangeAsync(
        string name, ChangeBackendRequest request, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(
            new ChangeBackendCommand(name, request.State, request.Url, request.Depth, request.Weight, request.Headers), cancellationToken);
        return await mediator.Send(new GetBackendQuery(name), cancellationToken);
    }

    private static async Task<IResult> RemoveAsync(string name, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new RemoveBackendCommand(name), cancellationToken);
        return TypedResults.Accepted((string?)null);
    }
}

/// <summary>One more ComfyUI server.</summary>
/// <param name="Name">What jobs and metrics call it.</param>
/// <param name="Url">
/// Its address, with the path of a proxy and <c>user:password@</c> for it if there is one; it is never shown again.
/// </param>
/// <param name="Depth">How many prompts it holds at once, the one at work included; 1 to 16.</param>
/// <param name="Weight">Of idle servers the heavier one takes a job first; 1 to 1,000.</param>
/// <param name="Headers">Headers to send with each request, for a proxy in front of it; they are never shown again.</param>
internal sealed record AddBackendRequest(
    [property: Required, RegularExpression("^[A-Za-z0-9._:-]{1,100}$")] string? Name,
    [property: Required] string? Url,
    [property: Range(1, BackendLimits.MaxDepth)] int Depth = 2,
    [property: Range(1, BackendLimits.MaxWeight)] int Weight = 1,
    Dictionary<string, string>? Headers = null);

/// <summary>What to change of a ComfyUI server; what is not given stays.</summary>
internal sealed record ChangeBackendRequest(
    BackendState? State = null,
    string? Url = null,
    [property: Range(1, BackendLimits.MaxDepth)] int? Depth = null,
    [property: Range(1, BackendLimits.MaxWeight)] int? Weight = null,
    Dictionary<string, string>? Headers = null);
