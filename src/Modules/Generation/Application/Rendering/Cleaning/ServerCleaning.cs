using System.Text.Json;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Rendering.Cleaning;

/// <summary>Makes one server forget jobs. What is done twice does no harm.</summary>
internal sealed class ServerCleaning(IRenderServer server)
{
    /// <returns>Those that the server still works for or has in its queue; they are looked at later.</returns>
    /// <exception cref="RenderServerUnavailableException">The server does not answer.</exception>
    /// <exception cref="RenderAnswerException">The server does not do what it is asked.</exception>
    public async Task<IReadOnlyList<Guid>> CleanAsync(IReadOnlyList<ServerLeftover> leftovers, CancellationToken cancellationToken)
    {
        var queue = leftovers.Any(leftover => leftover.Files is null) ? await server.ReadQueueAsync(cancellationToken) : null;
        var busy = leftovers.Select(leftover => leftover.AttemptId)
            .Where(id => queue is not null && (queue.Running.Contains(id) || queue.Pending.Contains(id))).ToList();
        var done = leftovers.Where(leftover => !busy.Contains(leftover.AttemptId)).ToList();
        var files = new List<ServerFile>();
        foreach (var leftover in done)
        {
            files.AddRange(await FilesOfAsync(leftover, cancellationToken));
        }

        if (done.Count > 0)
        {
            // The history last: as long as it is there it tells which files there are.
            await server.ForgetAsync([.. done.Select(leftover => leftover.AttemptId)], [.. files.Distinct()], cancellationToken);
        }

        return busy;
    }

    private async Task<IEnumerable<ServerFile>> FilesOfAsync(ServerLeftover leftover, CancellationToken cancellationToken)
    {
        if (leftover.Files is { } known)
        {
            return JsonSerializer.Deserialize<List<ServerFile>>(known)!;
        }

        return await server.FindEndAsync(leftover.AttemptId, cancellationToken) is RenderState.Finished finished
            ? finished.Files.Where(file => file is { Text: null, Sent: null })
                .Select(file => new ServerFile(file.Folder, file.Subfolder, file.FileName)).Where(file => file.IsOwnOf(leftover.JobId))
            : [];
    }
}
