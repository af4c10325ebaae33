namespace ArtEngine.BuildingBlocks.Infrastructure.Persistence;

/// <summary>Brings the schema of one module up to date.</summary>
internal interface IDatabaseMigration
{
    Task RunAsync(CancellationToken cancellationToken);
}
