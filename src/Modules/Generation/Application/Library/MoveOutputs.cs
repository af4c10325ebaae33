using ArtEngine.Generation.Application.Library.Folders;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>Puts outputs of the caller into a folder, or into none with null. Those that are not there are left out.</summary>
internal sealed record MoveOutputsCommand(IReadOnlyList<Guid>? Ids, Guid? FolderId, Guid UserId) : IRequest;

internal sealed class MoveOutputsValidator : AbstractValidator<MoveOutputsCommand>
{
    private const int Most = 1_000;

    public MoveOutputsValidator() => RuleFor(command => command.Ids).NotEmpty()
        .Must(ids => ids is null || ids.Count <= Most).WithMessage($"At most {Most} outputs are moved at once.");
}

internal sealed class MoveOutputsHandler(IFolders folders) : AsyncRequestHandler<MoveOutputsCommand>
{
    protected override async Task Handle(MoveOutputsCommand command, CancellationToken cancellationToken)
    {
        if (!await folders.MoveAsync(command.Ids!, command.FolderId, command.UserId, cancellationToken))
        {
            throw FolderFaults.Unknown(command.FolderId!.Value);
        }
    }
}
