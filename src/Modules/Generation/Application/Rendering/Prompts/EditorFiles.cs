using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Workflows.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>The files of the editor that go along with jobs' graphs.</summary>
internal sealed class EditorFiles(IMediator mediator)
{
    /// <returns>JSON; null when the job's workflow has none.</returns>
    /// <exception cref="IOException">It cannot be read just now.</exception>
    public async Task<string?> OfAsync(ImageJob job, CancellationToken cancellationToken)
    {
        try
        {
            return job.TemplateKey is { } key ? await mediator.Send(new GetEditorFileQuery(key), cancellationToken) : null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(exception.GetBaseException().Message, exception);
        }
    }
}
