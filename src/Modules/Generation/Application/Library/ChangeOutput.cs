using ArtEngine.Generation.Application.Library.Outputs;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>Marks an output of the caller's as a favourite, or not any more: the job of a favourite does not expire.</summary>
internal sealed record ChangeOutputCommand(Guid OutputId, Guid UserId, bool? IsFavourite) : IRequest<OutputView>;

internal sealed class ChangeOutputValidator : AbstractValidator<ChangeOutputCommand>
{
    public ChangeOutputValidator() => RuleFor(command => command.IsFavourite).NotNull().WithMessage("Say true or false.");
}

internal sealed class ChangeOutputHandler(IOutputs outputs, OutputLinks links) : IRequestHandler<ChangeOutputCommand, OutputView>
{
    public async Task<OutputView> Handle(ChangeOutputCommand command, CancellationToken cancellationToken)
    {
        var changed = await outputs.MarkAsync(command.OutputId, command.UserId, command.IsFavourite!.Value, cancellationToken)
            ?? throw OutputLookup.Unknown(command.OutputId);
        return OutputView.Of(changed, links);
    }
}
