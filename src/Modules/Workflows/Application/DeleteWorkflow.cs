using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Domain;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Workflows.Application;

/// <summary>Deletes a workflow. Jobs that were accepted go on, and can be made again.</summary>
/// <param name="UserId">Who does it.</param>
/// <param name="Name">Its name.</param>
internal sealed record DeleteWorkflowCommand(Guid UserId, string Name) : IRequest;

internal sealed partial class DeleteWorkflowHandler(IWorkflowStore store, ILogger<DeleteWorkflowHandler> log)
    : AsyncRequestHandler<DeleteWorkflowCommand>
{
    protected override async Task Handle(DeleteWorkflowCommand command, CancellationToken cancellationToken)
    {
        if (WorkflowName.Of(command.Name) is not { } name || !await store.DeleteAsync(name, cancellationToken))
        {
            throw new AppException(ErrorKind.NotFound, "unknown_workflow", $"There is no workflow {Wording.Quote(command.Name)}.");
        }

        Deleted(name, command.UserId);
    }

    [LoggerMessage(LogLevel.Information, "Workflow {Name} was deleted by user {UserId}")]
    private partial void Deleted(string name, Guid userId);
}
