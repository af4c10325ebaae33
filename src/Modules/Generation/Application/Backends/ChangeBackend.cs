using System.Text.Json;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Backends;

/// <summary>Changes what is given of a ComfyUI server; its jobs are not lost by it, whatever it is.</summary>
internal sealed record ChangeBackendCommand(
    string Name, BackendState? State, string? Url, int? Depth, int? Weight, IReadOnlyDictionary<string, string>? Headers) : IRequest;

internal sealed class ChangeBackendValidator : AbstractValidator<ChangeBackendCommand>
{
    public ChangeBackendValidator()
    {
        RuleFor(command => command.State).Must(state => state is not BackendState.Removing).WithMessage("To remove a server, use DELETE.");
        RuleFor(command => command.Url).Must(url => url is null || BackendAddress.Fault(url) is null)
            .WithMessage(command => BackendAddress.Fault(command.Url));
        RuleFor(command => command.Depth).InclusiveBetween(1, BackendLimits.MaxDepth);
        RuleFor(command => command.Weight).InclusiveBetween(1, BackendLimits.MaxWeight);
        RuleFor(command => command.Headers).Must(BackendLimits.AreHeaders).WithMessage(BackendLimits.HeadersRule);
    }
}

internal sealed class ChangeBackendHandler(IBackends backends) : AsyncRequestHandler<ChangeBackendCommand>
{
    protected override async Task Handle(ChangeBackendCommand command, CancellationToken cancellationToken)
    {
        if (await backends.ChangeAsync(command.Name, backend => Apply(command, backend), cancellationToken) is null)
        {
            throw UnknownBackend.Named(command.Name);
        }
    }

    private static void Apply(ChangeBackendCommand command, Backend backend)
    {
        backend.Turn(command.State ?? backend.State);
        backend.Url = command.Url ?? backend.Url;
        backend.Depth = command.Depth ?? backend.Depth;
        backend.Weight = command.Weight ?? backend.Weight;
        if (command.Headers is { } headers)
        {
            backend.Headers = headers.Count == 0 ? null : JsonSerializer.Serialize(headers);
        }
    }
}
