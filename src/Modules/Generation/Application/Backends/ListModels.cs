using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Workflows.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Backends;

/// <summary>What can be chosen at the ComfyUI servers that take jobs.</summary>
internal sealed record ListModelsQuery : IRequest<ModelList>;

/// <summary>What can be chosen at the ComfyUI servers.</summary>
/// <param name="Models">Model files by kind.</param>
/// <param name="Samplers">What <c>sampler_name</c> of a sampler takes.</param>
/// <param name="Schedulers">What <c>scheduler</c> of a sampler takes.</param>
internal sealed record ModelList(IReadOnlyList<ModelKind> Models, IReadOnlyList<string> Samplers, IReadOnlyList<string> Schedulers)
{
    /// <summary>For somebody who does not administer the servers: numbers in the place of their names.</summary>
    /// <param name="numbered">What each server is called.</param>
    public ModelList Redacted(IReadOnlyDictionary<string, string> numbered) => this with
    {
        Models = [.. Models.Select(kind => kind with
        {
            Files = [.. kind.Files.Select(
                file => file with { Backends = [.. file.Backends.Select(name => numbered.GetValueOrDefault(name, "server"))] })],
        })],
    };
}

/// <summary>Model files of one kind.</summary>
/// <param name="Kind">ComfyUI's folder: <c>checkpoints, loras, vae</c>, ...</param>
/// <param name="Files">The files, by name.</param>
internal sealed record ModelKind(string Kind, IReadOnlyList<ModelFile> Files);

/// <summary>A model file.</summary>
/// <param name="Name">As a parameter takes it.</param>
/// <param name="Backends">The servers that have it.</param>
internal sealed record ModelFile(string Name, IReadOnlyList<string> Backends);

internal sealed class ListModelsHandler(BackendDirectory backends, IRenderServers servers, INodeClasses classes)
    : IRequestHandler<ListModelsQuery, ModelList>
{
    private const string Sampler = "KSampler";

    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<ModelList> Handle(ListModelsQuery query, CancellationToken cancellationToken)
    {
        var active = await backends.ListActiveAsync(cancellationToken);
        var ofServers = await Task.WhenAll(active.Select(backend => ModelsOfAsync(backend, cancellationToken)));
        var sampler = (await classes.DescribeAsync([Sampler], cancellationToken)).GetValueOrDefault(Sampler);
        return new(
            [.. ofServers.SelectMany(files => files).GroupBy(file => file.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .Select(kind => new ModelKind(kind.Key, FilesOf(kind)))],
            Choices(sampler, "sampler_name"),
            Choices(sampler, "scheduler"));
    }

    private static IReadOnlyList<ModelFile> FilesOf(IEnumerable<(string Kind, string File, string Server)> kind) =>
        [.. kind.GroupBy(file => file.File).OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => new ModelFile(file.Key, [.. file.Select(one => one.Server).Distinct()]))];

    private static IReadOnlyList<string> Choices(NodeClass? node, string input) =>
        [.. (node?.Input(input)?.Choices ?? []).Select(choice => choice.ToString())];

    /// <summary>Nothing of a server that does not answer.</summary>
    private async Task<IReadOnlyList<(string Kind, string File, string Server)>> ModelsOfAsync(
        Backend backend, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(Patience);
        try
        {
            var byKind = await servers.Of(backend).Catalog.ListModelsAsync(MaxAge, soon.Token);
            return [.. byKind.SelectMany(kind => kind.Value.Select(file => (kind.Key, file, backend.Name)))];
        }
        catch (Exception exception) when (exception is RenderAnswerException ||
            RenderServerUnavailableException.IsReasonOf(exception, cancellationToken))
        {
            return [];
        }
    }
}
