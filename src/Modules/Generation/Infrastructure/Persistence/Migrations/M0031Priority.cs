using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>
/// Jobs whose owners may have them go first have a turn. It stands before those who are new and behind what administrators moved to the
/// front (<see cref="M0018QueueMode"/>), whatever is charged.
/// </summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0031_priority")]
internal sealed class M0031Priority : Migration
{
    private const string Place = "-1.5e15";

    /// <summary>So much that taking from it is hardly charged.</summary>
    private const string Weight = "1e6";

    private static readonly string Turn = ImageJob.PriorityTurn.ToString().ToUpperInvariant();

    private static readonly string[] PostgresTriggers =
    [
        $"""
        CREATE FUNCTION generation.keep_priority() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.place := {Place};
            RETURN NEW;
        END $$
        """,
        $"""
        CREATE TRIGGER turns_priority BEFORE UPDATE ON generation.turns FOR EACH ROW
        WHEN (NEW.id = '{Turn}') EXECUTE FUNCTION generation.keep_priority()
        """,
    ];

    private static readonly string[] SqliteTriggers =
    [
        $"""
        CREATE TRIGGER turns_priority AFTER UPDATE OF place ON turns WHEN NEW.id = '{Turn}' AND NEW.place <> {Place} BEGIN
            UPDATE turns SET place = {Place} WHERE id = NEW.id;
        END
        """,
    ];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        var turns = schema is null ? "turns" : $"{schema}.turns";
        migrationBuilder.Sql($"INSERT INTO {turns} (id, user_id, place, weight) VALUES ('{Turn}', '{Turn}', {Place}, {Weight})");
        foreach (var trigger in schema is null ? SqliteTriggers : PostgresTriggers)
        {
            migrationBuilder.Sql(trigger);
        }
    }
}
