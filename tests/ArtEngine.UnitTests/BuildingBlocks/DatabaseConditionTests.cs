using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class DatabaseConditionTests
{
    private readonly DatabaseCondition<GenerationDbContext> _condition =
        new("test", NullLogger<DatabaseCondition<GenerationDbContext>>.Instance);

    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData("25P03")]
    [InlineData("25P04")]
    [InlineData("57P04")]
    [InlineData("58P01")]
    [InlineData("08P01")]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction)]
    [InlineData(PostgresErrorCodes.InvalidPassword)]
    [InlineData(PostgresErrorCodes.InvalidCatalogName)]
    public void A_session_that_was_ended_is_trouble_of_the_database(string state)
    {
        _condition.Consider(Fault(state));
        _condition.Trouble.ShouldNotBeNull();
        TransientDatabaseErrors.IsReasonOf(Fault(state)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    public void Who_waits_for_somebody_else_may_try_again_at_a_database_that_is_well(string state)
    {
        _condition.Consider(Fault(state));
        _condition.Trouble.ShouldBeNull();
        TransientDatabaseErrors.IsReasonOf(Fault(state)).ShouldBeTrue();
    }

    [Fact]
    public void What_its_client_says_of_a_connection_is_trouble_of_the_database_whatever_is_behind_it()
    {
        var fault = new NpgsqlException("The connection is closed", new ObjectDisposedException("Socket"));
        _condition.Consider(fault);
        _condition.Trouble.ShouldNotBeNull();
        TransientDatabaseErrors.IsReasonOf(fault).ShouldBeTrue();
    }

    [Fact]
    public void What_is_wrong_with_a_statement_is_no_trouble_of_the_database()
    {
        _condition.Consider(Fault(PostgresErrorCodes.UniqueViolation));
        _condition.Trouble.ShouldBeNull();
        TransientDatabaseErrors.IsReasonOf(Fault(PostgresErrorCodes.UniqueViolation)).ShouldBeFalse();
    }

    [Fact]
    public void What_is_away_may_come_back_and_what_is_damaged_does_not()
    {
        _condition.Consider(Fault(PostgresErrorCodes.AdminShutdown));
        _condition.ReportWell();
        _condition.Trouble.ShouldBeNull();

        _condition.Consider(new SqliteException("database disk image is malformed", SQLitePCL.raw.SQLITE_CORRUPT));
        _condition.ReportWell();
        _condition.Trouble.ShouldNotBeNull("a page that is well says nothing of the others");
    }

    private static InvalidOperationException Fault(string state) =>
        new InvalidOperationException("wrapped", new PostgresException("no", "ERROR", "ERROR", state));
}
