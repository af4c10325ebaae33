using System.Collections.Concurrent;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Library.Inputs;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Workflows.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs.Acceptance;

/// <summary>Makes a workflow and its parameters into what can be sent to a server, and refuses what none could render.</summary>
internal sealed class JobPreparation(InputSources inputs, PlacementCheck placement, IMediator mediator)
{
    public async Task<PreparedJob> PrepareAsync(RenderWorkflowQuery query, CancellationToken cancellationToken)
    {
        var workflow = await FillAsync(query with { IsKept = true }, cancellationToken);
        await placement.EnsureCapableAsync(workflow.Needs.Nodes, workflow.Filled, cancellationToken);
        // Last: what comes with the request is stored only for a job that can be made.
        var uploads = await UploadsOfAsync(workflow, query.UserId, cancellationToken);
        return new(
            workflow with { Parameters = Named(workflow.Parameters, uploads) },
            [.. workflow.Pictures.Select(picture => new JobPicture
            {
                JobId = query.JobId,
                NodeId = picture.NodeId,
                Input = picture.Input,
                UploadId = uploads[picture.Parameter],
            })]);
    }

    /// <summary>Throws unless such a job could be made; nothing of it is stored but what it would be made of.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="known">Keys of needs that some server was found to have; more are added.</param>
    /// <param name="cancellationToken">Ends the wait for servers.</param>
    public async Task<RenderedWorkflow> EnsurePossibleAsync(
        RenderWorkflowQuery query, ConcurrentDictionary<string, byte> known, CancellationToken cancellationToken)
    {
        var workflow = await FillAsync(query with { IsKept = true }, cancellationToken);
        if (known.TryAdd(workflow.Needs.Key(), 0))
        {
            await placement.EnsureCapableAsync(workflow.Needs.Nodes, workflow.Filled, cancellationToken);
        }

        return workflow;
    }

    /// <summary>The workflow with its values, whatever the servers say to it. Nothing is stored.</summary>
    public async Task<RenderedWorkflow> FillAsync(RenderWorkflowQuery query, CancellationToken cancellationToken)
    {
        var workflow = query.Workflow == RawGraph.WorkflowName
            ? await mediator.Send(new RenderGraphQuery(query.Parameters, query.JobId), cancellationToken)
            : await mediator.Send(query, cancellationToken);
        await EnsurePicturesAsync(workflow, query.UserId, cancellationToken);
        return workflow;
    }

    /// <summary>The job tells the pictures by their ids, however they came.</summary>
    private static IReadOnlyDictionary<string, JsonElement> Named(
        IReadOnlyDictionary<string, JsonElement> parameters, Dictionary<string, Guid> uploads) => uploads.Count == 0
        ? parameters
        : parameters.ToDictionary(
            pair => pair.Key,
            pair => uploads.TryGetValue(pair.Key, out var id) ? JsonSerializer.SerializeToElement(id.ToString()) : pair.Value);

    private async Task EnsurePicturesAsync(RenderedWorkflow workflow, Guid userId, CancellationToken cancellationToken)
    {
        var errors = new List<InputError>();
        foreach (var picture in workflow.Pictures.DistinctBy(picture => picture.Parameter))
        {
            if (!await inputs.MayBePictureAsync(picture.UploadId, userId, cancellationToken))
            {
                errors.Add(NoPicture(picture));
            }
        }

        if (errors.Count > 0)
        {
            throw Refusal(workflow, errors);
        }
    }

    private static InputError NoPicture(WorkflowPicture picture) => new(
        $"/parameters/{picture.Parameter}",
        $"\"{picture.Parameter}\" must be the id of a picture that you uploaded with POST /image/uploads, or of an output of yours, or " +
        "the picture itself as a data URL or in Base64.");

    private static AppException Refusal(RenderedWorkflow workflow, IReadOnlyList<InputError> errors) => new(
        ErrorKind.Invalid, "invalid_parameters", $"The parameters do not fit the workflow \"{workflow.Name}\".")
    {
        Errors = errors,
    };

    /// <summary>The upload of each parameter that is a picture.</summary>
    private async Task<Dictionary<string, Guid>> UploadsOfAsync(
        RenderedWorkflow workflow, Guid userId, CancellationToken cancellationToken)
    {
        var uploads = new Dictionary<string, Guid>();
        foreach (var picture in workflow.Pictures.DistinctBy(picture => picture.Parameter))
        {
            uploads[picture.Parameter] = await ResolveAsync(picture, userId, cancellationToken)
                ?? throw Refusal(workflow, [NoPicture(picture)]);
        }

        return uploads;
    }

    private async Task<Guid?> ResolveAsync(WorkflowPicture picture, Guid userId, CancellationToken cancellationToken)
    {
        try
        {
            return await inputs.ResolveAsync(picture.UploadId, picture.Kind, userId, cancellationToken);
        }
        catch (AppException refused)
        {
            throw new AppException(refused.Kind, refused.Code, refused.Message)
            {
                Errors = [new($"/parameters/{picture.Parameter}", $"\"{picture.Parameter}\": {refused.Message}")],
            };
        }
    }
}

/// <summary>What a job is made of.</summary>
/// <param name="Workflow">The finished workflow.</param>
/// <param name="Pictures">Its inputs that take uploaded pictures.</param>
internal sealed record PreparedJob(RenderedWorkflow Workflow, IReadOnlyList<JobPicture> Pictures);
