using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Rendering;
using ArtEngine.Generation.Domain;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>A render server that has finished everything, with one small file each.</summary>
internal sealed class FinishedServer : IRenderServer
{
    public string Name => "finished";

    public int? KnownModels => null;

    public Task FollowAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public bool TryReadEvent(out RenderEvent happened)
    {
        happened = null!;
        return false;
    }

    public Task<RenderFault?> SubmitAsync(Guid promptId, string graph, LaneLease lease, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nothing is to be rendered again.");

    public Task<string?> UploadAsync(string name, string contentType, Stream picture, LaneLease lease, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<RenderState> LookUpAsync(Guid promptId, CancellationToken cancellationToken) =>
        Task.FromResult<RenderState>(new RenderState.Finished([new("9", "images", 0, "a.png", "", "output")], ExecutionMs: 10));

    public Task CancelAsync(Guid promptId, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<PromptQueue> ReadQueueAsync(CancellationToken cancellationToken) => Task.FromResult(new PromptQueue([], [], 0));

    public Task FreeMemoryAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<NodeDescription?> DescribeAsync(string classType, TimeSpan maxAge, CancellationToken cancellationToken) =>
        Task.FromResult<NodeDescription?>(null);

    public Task<RenderedContent?> OpenAsync(RenderedFile file, CancellationToken cancellationToken) =>
        Task.FromResult<RenderedContent?>(new(new PatternStream(1000), "image/png", new MemoryStream()));

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
