using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>Gives a user a plan, also one that the issuer does not say.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Plan">The plan; null for what the issuer says, else the default.</param>
/// <param name="By">The administrator.</param>
internal sealed record AssignPlanCommand(Guid UserId, string? Plan, Guid By) : IRequest;

internal sealed partial class AssignPlanHandler(IPlans plans, ILogger<AssignPlanHandler> log) : AsyncRequestHandler<AssignPlanCommand>
{
    protected override async Task Handle(AssignPlanCommand command, CancellationToken cancellationToken)
    {
        switch (await plans.AssignAsync(command.UserId, command.Plan, cancellationToken))
        {
            case AssignOutcome.UnknownUser:
                throw UnknownUser.Of(command.UserId);
            case AssignOutcome.UnknownPlan:
                throw UnknownPlan.Of(command.Plan!);
            default:
                Assigned(command.UserId, command.Plan ?? "none", command.By);
                break;
        }
    }

    [LoggerMessage(LogLevel.Information, "User {UserId} was given plan {Plan} by {AdministratorId}")]
    private partial void Assigned(Guid userId, string plan, Guid administratorId);
}
