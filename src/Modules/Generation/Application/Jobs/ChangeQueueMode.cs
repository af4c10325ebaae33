using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Queue;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>Pauses the queue or lets it go on, or tells callers that no jobs are accepted; what is null stays as it is.</summary>
/// <param name="IsPaused">Whether no server is given a job.</param>
/// <param name="Maintenance">What callers are told; empty to accept jobs again.</param>
internal sealed record ChangeQueueModeCommand(bool? IsPaused, string? Maintenance) : IRequest<QueueMode>;

internal sealed class ChangeQueueModeValidator : AbstractValidator<ChangeQueueModeCommand>
{
    private const int LongestMessage = 500;

    public ChangeQueueModeValidator() => RuleFor(command => command.Maintenance)
        .Must(text => text is null || (text.Length <= LongestMessage && StorableText.Is(text)))
        .WithMessage($"maintenance may have at most {LongestMessage} characters.");
}

internal sealed class ChangeQueueModeHandler(IQueueMode mode, ISignals signals) : IRequestHandler<ChangeQueueModeCommand, QueueMode>
{
    public async Task<QueueMode> Handle(ChangeQueueModeCommand command, CancellationToken cancellationToken)
    {
        var now = await mode.ChangeAsync(
            before => new(
                command.IsPaused ?? before.IsPaused,
                command.Maintenance is null ? before.Maintenance : command.Maintenance.Trim() is { Length: > 0 } text ? text : null),
            cancellationToken);
        signals.Notify(Topics.Lanes);
        return now;
    }
}
