using Microsoft.EntityFrameworkCore;

namespace ArtEngine.ArchitectureTests.Planted.Domain;

internal static class UsesAFramework
{
    public static void Save(DbContext db) => db.SaveChanges();
}
