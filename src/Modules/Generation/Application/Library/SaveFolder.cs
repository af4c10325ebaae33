using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Folders;
using ArtEngine.Generation.Domain.Library;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>Makes a folder of the caller, or gives one another name and place.</summary>
/// <param name="Id">The folder; null for a new one.</param>
/// <param name="UserId">The caller.</param>
/// <param name="Name">What it is to be called.</param>
/// <param name="ParentId">The folder that it is to be in; null for none.</param>
internal sealed record SaveFolderCommand(Guid? Id, Guid UserId, string? Name, Guid? ParentId) : IRequest<FolderView>;

internal sealed class SaveFolderValidator : AbstractValidator<SaveFolderCommand>
{
    private const int LongestName = 100;

    public SaveFolderValidator() => RuleFor(command => command.Name).NotEmpty().MaximumLength(LongestName)
        .Must(name => StorableText.Is(name)).WithMessage(StorableText.Rule);
}

internal sealed class SaveFolderHandler(IFolders folders, TimeProvider clock) : IRequestHandler<SaveFolderCommand, FolderView>
{
    public async Task<FolderView> Handle(SaveFolderCommand command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var folder = new Folder
        {
            Id = command.Id ?? Guid.CreateVersion7(now),
            UserId = command.UserId,
            Name = command.Name!,
            ParentId = command.ParentId,
            CreatedAt = now,
        };
        var saved = await folders.SaveAsync(folder, isNew: command.Id is null, cancellationToken);
        return saved.Outcome == FolderOutcome.Done ? FolderView.Of(saved.Folder) : throw FolderFaults.Of(saved.Outcome, folder);
    }
}
