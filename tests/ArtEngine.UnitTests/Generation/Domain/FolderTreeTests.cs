using ArtEngine.Generation.Domain.Library;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Domain;

public sealed class FolderTreeTests
{
    private readonly List<Folder> _folders = [];

    [Fact]
    public void Whatever_is_moved_no_folder_comes_to_be_in_itself_or_too_deep() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<(byte What, byte Where, byte Name)>().ListOf(80).ToArbitrary(),
        steps =>
        {
            _folders.Clear();
            foreach (var (what, where, name) in steps)
            {
                Guid? parent = _folders.Count == 0 || where % 4 == 0 ? null : _folders[where % _folders.Count].Id;
                if (what % 3 == 0 || _folders.Count == 0)
                {
                    Save(Folder($"{name}", parent));
                }
                else
                {
                    var moved = _folders[what % _folders.Count];
                    if (Judge(moved.Id, parent, moved.Name) == FolderOutcome.Done)
                    {
                        moved.ParentId = parent;
                    }
                }
            }

            _folders.ShouldAllBe(folder => Depth(folder) <= FolderTree.Deepest);
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void What_cannot_be_is_said()
    {
        var (top, below) = (Save(Folder("top", null)), Save(Folder("below", _folders[0].Id)));
        Judge(top.Id, below.Id, "top").ShouldBe(FolderOutcome.InItself);
        Judge(top.Id, top.Id, "top").ShouldBe(FolderOutcome.InItself);
        Judge(Guid.NewGuid(), Guid.NewGuid(), "lost").ShouldBe(FolderOutcome.UnknownParent);
        Judge(Guid.NewGuid(), null, "top").ShouldBe(FolderOutcome.NameTaken);
        Judge(top.Id, null, "top").ShouldBe(FolderOutcome.Done, "its own name is its own");
        new FolderTree(_folders).Within(top.Id).ShouldBe([top.Id, below.Id]);

        for (var last = below; _folders.Count < FolderTree.Deepest; last = _folders[^1])
        {
            Save(Folder("deeper", last.Id));
        }

        Judge(Guid.NewGuid(), _folders[^1].Id, "too deep").ShouldBe(FolderOutcome.TooDeep);
    }

    /// <summary>Ends the test when there is no end.</summary>
    private int Depth(Folder folder)
    {
        var depth = 0;
        for (var at = folder; at is not null; at = _folders.Find(one => one.Id == at.ParentId))
        {
            (++depth).ShouldBeLessThanOrEqualTo(_folders.Count, "it is in itself");
        }

        return depth;
    }

    private FolderOutcome Judge(Guid id, Guid? parentId, string name) => new FolderTree(_folders).Judge(id, parentId, name);

    private Folder Save(Folder folder)
    {
        if (Judge(folder.Id, folder.ParentId, folder.Name) == FolderOutcome.Done)
        {
            _folders.Add(folder);
        }

        return folder;
    }

    private static Folder Folder(string name, Guid? parentId) => new()
    {
        Id = Guid.NewGuid(),
        UserId = Guid.Empty,
        Name = name,
        ParentId = parentId,
        CreatedAt = Samples.Noon,
    };
}
