using ArtEngine.ArchitectureTests.Planted.Api;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.ArchitectureTests.Planted.Infrastructure;

internal sealed class Adapter
{
    public ShowsTheDomain? Page { get; set; }

    public DbContext? Open() => Page is null ? null : new DbContext(new DbContextOptionsBuilder().Options);
}
