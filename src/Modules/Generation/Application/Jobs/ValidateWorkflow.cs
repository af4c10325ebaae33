using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Jobs.Acceptance;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>
/// What would be sent for these parameters, and what each ComfyUI server would say to it. Nothing is stored or queued. Errors as of
/// <see cref="GenerateImageCommand"/>, but for a server's: these are the answer.
/// </summary>
internal sealed record ValidateWorkflowQuery(Guid UserId, string WorkflowName, IReadOnlyDictionary<string, JsonElement> Parameters)
    : IRequest<WorkflowVerdict>;

/// <summary>What would be sent, and what the servers would say to it.</summary>
/// <param name="WorkflowName">The workflow.</param>
/// <param name="WorkflowVersion">Its version.</param>
/// <param name="Valid">Whether a server would take it; null when none answers.</param>
/// <param name="OutputNodeId">The node whose output is a job's first output.</param>
/// <param name="Parameters">Every parameter with the value used: given, default or drawn.</param>
/// <param name="Graph">The graph with its values; null stands where a server's name for an uploaded picture goes.</param>
/// <param name="Backends">What each server would say.</param>
internal sealed record WorkflowVerdict(
    string WorkflowName,
    string WorkflowVersion,
    bool? Valid,
    string OutputNodeId,
    IReadOnlyDictionary<string, JsonElement> Parameters,
    JsonElement Graph,
    IReadOnlyList<ServerVerdict> Backends)
{
    /// <summary>For somebody who does not administer the servers.</summary>
    public WorkflowVerdict Redacted() => this with
    {
        Backends = [.. Backends.Select((one, index) => one with { Backend = FormattableString.Invariant($"server-{index + 1}") })],
    };
}

internal sealed class ValidateWorkflowValidator : AbstractValidator<ValidateWorkflowQuery>
{
    public ValidateWorkflowValidator()
    {
        RuleFor(query => query.WorkflowName).NotEmpty().MaximumLength(200).Must(name => StorableText.Is(name))
            .WithMessage(StorableText.Rule);
    }
}

internal sealed class ValidateWorkflowHandler(JobPreparation preparation, ServerValidation servers)
    : IRequestHandler<ValidateWorkflowQuery, WorkflowVerdict>
{
    public async Task<WorkflowVerdict> Handle(ValidateWorkflowQuery query, CancellationToken cancellationToken)
    {
        var workflow = await preparation.FillAsync(
            new(query.WorkflowName, query.Parameters, query.UserId, Guid.Empty), cancellationToken);
        var verdicts = await servers.AskAsync(
            workflow.Graph, workflow.Pictures.Select(picture => (picture.NodeId, picture.Input)).ToHashSet(), cancellationToken);
        var answers = verdicts.Select(verdict => verdict.Valid).OfType<bool>().ToList();
        return new(
            workflow.Name, workflow.Version, answers.Count == 0 ? null : answers.Contains(true), workflow.OutputNodeId, workflow.Parameters,
            JsonElement.Parse(workflow.Graph, new JsonDocumentOptions { MaxDepth = 1_000 }), verdicts);
    }
}
