using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Folders;

/// <summary>The answers to changes of folders that the rules forbid.</summary>
internal static class FolderFaults
{
    public static AppException Unknown(Guid id) => new(ErrorKind.NotFound, "unknown_folder", $"There is no folder {id} of yours.");

    public static AppException Of(FolderOutcome outcome, Folder folder) => outcome switch
    {
        FolderOutcome.UnknownFolder => Unknown(folder.Id),
        FolderOutcome.UnknownParent => Unknown(folder.ParentId!.Value),
        FolderOutcome.InItself => Invalid("A folder cannot be in itself, or in one that is in it."),
        FolderOutcome.TooDeep => Invalid($"Folders may be in one another {FolderTree.Deepest} deep at most."),
        FolderOutcome.TooMany => new(
            ErrorKind.Conflict, "too_many_folders", $"You have {FolderTree.Most} folders, and more may not be; delete one first."),
        _ => new(ErrorKind.Conflict, "folder_exists", $"There is a folder {Wording.Quote(folder.Name)} at that place already."),
    };

    private static AppException Invalid(string detail) =>
        new(ErrorKind.Invalid, "invalid_request", detail) { Errors = [new("/parent_id", detail)] };
}
