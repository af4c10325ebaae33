using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class UsersDbContext(DbContextOptions<UsersDbContext> options) : ModuleDbContext(options)
{
    public const string Name = "users";

    protected override string Schema => Name;

    public DbSet<User> Users => Set<User>();

    public DbSet<ErasedUser> ErasedUsers => Set<ErasedUser>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
}
