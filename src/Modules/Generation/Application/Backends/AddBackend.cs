using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Domain.Backends;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Backends;

/// <summary>Lets the service use one more ComfyUI server, from now on and after restarts.</summary>
internal sealed record AddBackendCommand(string Name, string Url, int Depth, int Weight, IReadOnlyDictionary<string, string>? Headers)
    : IRequest;

internal sealed class AddBackendValidator : AbstractValidator<AddBackendCommand>
{
    public AddBackendValidator()
    {
        RuleFor(command => command.Name).NotEmpty().MaximumLength(100).Matches("^[A-Za-z0-9._:-]*$")
            .WithMessage("Up to 100 letters, digits and . _ : - are allowed.");
        RuleFor(command => command.Url).Must(url => BackendAddress.Fault(url) is null)
            .WithMessage(command => BackendAddress.Fault(command.Url));
        RuleFor(command => command.Depth).InclusiveBetween(1, BackendLimits.MaxDepth);
        RuleFor(command => command.Weight).InclusiveBetween(1, BackendLimits.MaxWeight);
        RuleFor(command => command.Headers).Must(BackendLimits.AreHeaders).WithMessage(BackendLimits.HeadersRule);
    }
}

internal sealed class AddBackendHandler(IBackends backends, TimeProvider clock) : AsyncRequestHandler<AddBackendCommand>
{
    protected override async Task Handle(AddBackendCommand command, CancellationToken cancellationToken)
    {
        var headers = command.Headers is { Count: > 0 } ? JsonSerializer.Serialize(command.Headers) : null;
        var backend = Backend.Add(
            command.Name, command.Url, command.Weight, command.Depth, headers, isFromSettings: false, clock.GetUtcNow());
        if (!await backends.AddAsync(backend, cancellationToken))
        {
            throw new AppException(ErrorKind.Conflict, "backend_exists",
                $"There is a ComfyUI server named {command.Name} already; " +
                $"change that one or take another name.");
        }
    }
}
