using ArtEngine.ComfySimulator.Storage;

namespace ArtEngine.IntegrationTests.Simulator;

public sealed class FileStoreTests
{
    [Fact]
    public void Numbers_follow_the_highest_one_on_the_disk_and_those_that_were_given_since()
    {
        var root = Directory.CreateTempSubdirectory("art-engine-test-");
        try
        {
            using var store = new FileStore(root.FullName, TimeProvider.System);
            File.WriteAllBytes(Path.Combine(store.FolderOf("output")!, "a_00007_.png"), []);
            File.WriteAllBytes(Path.Combine(store.FolderOf("output")!, "a_b_00002_.png"), []);

            var place = store.PlaceFor("output", "a", 64, 64);
            place.File(0, "png").Filename.ShouldBe("a_00008_.png");
            place.File(1, "png").Filename.ShouldBe("a_00009_.png");
            store.PlaceFor("output", "A", 64, 64).File(0, "webp").Filename.ShouldBe("A_00010_.webp");
            store.PlaceFor("output", "a_b", 64, 64).File(0, "png").Filename.ShouldBe("a_b_00003_.png");
            store.PlaceFor("output", "other/a", 64, 64).File(0, "png").Filename.ShouldBe("a_00001_.png");
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }
}
