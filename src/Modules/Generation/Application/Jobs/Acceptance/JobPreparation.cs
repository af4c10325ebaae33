using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Workflows.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs.Acceptance;

/// <summary>Makes a workflow and its parameters into what can be sent to a server, and refuses what none could render.</summary>
internal sealed class JobPreparation(IUploads uploads, PlacementCheck placement, IMediator mediator)
{
    public async Task<PreparedJob> PrepareAsync(
        Guid jobId, Guid userId, string workflowName, IReadOnlyDictionary<string, JsonElement> parameters,
        CancellationToken cancellationToken)
    {
        var (workflow, pictures) = await FillAsync(jobId, userId, workflowName, parameters, cancellationToken);
        var needs = GraphNeeds.Read(workflow.Graph);
        await placement.EnsureCapableAsync(needs, workflow.Filled, cancellationToken);
        return new(workflow, pictures, needs);
    }

    /// <summary>The workflow with its values, whatever the servers say to it.</summary>
    public async Task<(RenderedWorkflow Workflow, IReadOnlyList<JobPicture> Pictures)> FillAsync(
        Guid jobId, Guid userId, string workflowName, IReadOnlyDictionary<string, JsonElement> parameters,
        CancellationToken cancellationToken)
    {
        var workflow = await mediator.Send(
            new RenderWorkflowQuery(workflowName, parameters, userId, jobId)
            {
                DrawAtMost = await DrawLimitsAsync(workflowName, parameters, cancellationToken),
            }, cancellationToken);
        return (workflow, await PicturesOfAsync(workflow, userId, jobId, cancellationToken));
    }

    /// <summary>A seed that is drawn fits every node that gets it.</summary>
    private async Task<IReadOnlyDictionary<string, ulong>> DrawLimitsAsync(
        string workflowName, IReadOnlyDictionary<string, JsonElement> parameters, CancellationToken cancellationToken)
    {
        var drawn = await mediator.Send(new GetDrawnInputsQuery(workflowName, parameters), cancellationToken);
        var maxima = await placement.MaximaAsync([.. drawn.Select(input => (input.ClassType, input.Input)).Distinct()], cancellationToken);
        return drawn.Where(input => maxima.ContainsKey((input.ClassType, input.Input))).GroupBy(input => input.Parameter)
            .ToDictionary(inputs => inputs.Key, inputs => inputs.Min(input => maxima[(input.ClassType, input.Input)]));
    }

    /// <summary>The inputs that take uploaded pictures, which are there and the user's own.</summary>
    private async Task<IReadOnlyList<JobPicture>> PicturesOfAsync(
        RenderedWorkflow workflow, Guid userId, Guid jobId, CancellationToken cancellationToken)
    {
        var pictures = new List<JobPicture>();
        var errors = new List<InputError>();
        foreach (var picture in workflow.Pictures)
        {
            if (Guid.TryParse(picture.UploadId, out var id) && await uploads.FindAsync(id, userId, cancellationToken) is not null)
            {
                pictures.Add(new() { JobId = jobId, NodeId = picture.NodeId, Input = picture.Input, UploadId = id });
            }
            else
            {
                errors.Add(new($"/parameters/{picture.Parameter}",
                    $"\"{picture.Parameter}\" must be the id of a picture that you " +
                    $"uploaded with POST /image/uploads."));
            }
        }

        return errors.Count == 0
            ? pictures
            : throw new AppException(
                ErrorKind.Invalid, "invalid_parameters", $"The parameters do not fit the workflow \"{workflow.Name}\".")
            {
                Errors = [.. errors.Distinct()],
            };
    }
}

/// <summary>What a job is made of.</summary>
/// <param name="Workflow">The finished workflow.</param>
/// <param name="Pictures">Its inputs that take uploaded pictures.</param>
/// <param name="Needs">What a server must have for it.</param>
internal sealed record PreparedJob(RenderedWorkflow Workflow, IReadOnlyList<JobPicture> Pictures, IReadOnlyList<NodeRequirement> Needs);
