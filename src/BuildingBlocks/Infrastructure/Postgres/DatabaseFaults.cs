namespace ArtEngine.BuildingBlocks.Infrastructure.Postgres;

internal sealed class DatabaseFaults : IDatabaseFaults
{
    public bool AreReasonOf(Exception exception) =>
        TransientDatabaseErrors.IsReasonOf(exception) && !TransientDatabaseErrors.IsContention(exception);
}
