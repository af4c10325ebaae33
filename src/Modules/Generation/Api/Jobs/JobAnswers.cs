using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Library;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Api.Jobs;

/// <summary>Answers whoever queued a job, at once or when it has ended, with the job or with its picture, as they prefer.</summary>
internal sealed class JobAnswers(
    IAuthorizationService rights, IMediator mediator, JobViews views, IOptions<StreamOptions> options,
    IHostApplicationLifetime lifetime, IDatabaseFaults faults)
{
    /// <summary>How long the caller waits; null when not at all. To be asked before a job is stored: it may be a mistake.</summary>
    public TimeSpan? WaitOf(string? prefer) => Preferences.Wait(prefer, TimeSpan.FromSeconds(options.Value.MaxWaitSeconds));

    public async Task<IResult> AnswerAsync(JobRow accepted, TimeSpan? wait, HttpContext context, CancellationToken cancellationToken)
    {
        var userId = context.User.UserId();
        var job = await WaitAsync(accepted, userId, wait, cancellationToken) ?? await views.ViewAsync(accepted, cancellationToken);
        job = await rights.ShowAsync(job, context.User);
        context.Response.Headers.Location = job.Urls.Self;
        if (wait is not null)
        {
            context.Response.Headers["Preference-Applied"] = FormattableString.Invariant($"wait={wait.Value.TotalSeconds:0}");
        }

        if (job.CompletedAt is null)
        {
            return TypedResults.Accepted(job.Urls.Self, job);
        }

        return Preferences.WantsPicture(context.Request.GetTypedHeaders().Accept)
            ? await FirstPictureAsync(job, userId, context, cancellationToken)
            : TypedResults.Ok(job);
    }

    /// <returns>Null when nobody waits, or the database went meanwhile: the job is accepted, and its caller must be told its id.</returns>
    private async Task<JobView?> WaitAsync(JobRow accepted, Guid userId, TimeSpan? wait, CancellationToken cancellationToken) =>
        wait is { } atMost
            ? (await faults.TryReadAsync(() => mediator.Send(
                new WaitForJobQuery(accepted.Id, userId, atMost, lifetime.ApplicationStopping), cancellationToken))).Value
            : null;

    private async Task<IResult> FirstPictureAsync(JobView job, Guid userId, HttpContext context, CancellationToken cancellationToken)
    {
        if (job.Status == JobStatus.Canceled)
        {
            throw new AppException(ErrorKind.Conflict, "canceled", $"The job {job.Id} was canceled.");
        }

        var picture = job.Outputs.FirstOrDefault(output => output.Type == "image")
            ?? throw new AppException(
                ErrorKind.Upstream,
                job.Error?.Code ?? "no_picture",
                $"The job {job.Id} made no picture: {job.Error?.Message ?? "the workflow has no picture among its outputs"}");
        context.Response.Headers.ContentLocation = picture.Url;
        return Downloads.Send(await mediator.Send(new GetOutputQuery(picture.Id, userId, MayLink: false), cancellationToken), context);
    }
}
