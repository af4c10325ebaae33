using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>Takes a plan away; who had it has the default plan from then on.</summary>
/// <param name="Name">The plan.</param>
/// <param name="By">The administrator.</param>
internal sealed record DeletePlanCommand(string Name, Guid By) : IRequest;

internal sealed partial class DeletePlanHandler(IPlans plans, ILogger<DeletePlanHandler> log) : AsyncRequestHandler<DeletePlanCommand>
{
    protected override async Task Handle(DeletePlanCommand command, CancellationToken cancellationToken)
    {
        if (!await plans.DeleteAsync(command.Name, cancellationToken))
        {
            throw UnknownPlan.Of(command.Name);
        }

        Deleted(command.Name, command.By);
    }

    [LoggerMessage(LogLevel.Information, "Plan {Plan} was deleted by {AdministratorId}")]
    private partial void Deleted(string plan, Guid administratorId);
}
