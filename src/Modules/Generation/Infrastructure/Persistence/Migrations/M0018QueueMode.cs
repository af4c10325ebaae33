using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>The queue can be paused, and has a turn that goes before all others.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0018_queue_mode")]
internal sealed class M0018QueueMode : Migration
{
    /// <summary>So much that taking from it is hardly charged.</summary>
    private const string Weight = "1e6";

    private static readonly string Front = ImageJob.FrontTurn.ToString().ToUpperInvariant();

    /// <summary>It stands before those who are new, whatever is charged.</summary>
    private static readonly string[] PostgresTriggers =
    [
        """
        CREATE FUNCTION generation.keep_front() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.place := -2e15;
            RETURN NEW;
        END $$
        """,
        $"""
        CREATE TRIGGER turns_front BEFORE UPDATE ON generation.turns FOR EACH ROW
        WHEN (NEW.id = '{Front}') EXECUTE FUNCTION generation.keep_front()
        """,
    ];

    private static readonly string[] SqliteTriggers =
    [
        $"""
        CREATE TRIGGER turns_front AFTER UPDATE OF place ON turns WHEN NEW.id = '{Front}' AND NEW.place <> -2e15 BEGIN
            UPDATE turns SET place = -2e15 WHERE id = NEW.id;
        END
        """,
    ];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.CreateTable(
            "queue_mode",
            table => new
            {
                id = table.Column<int>(),
                is_paused = table.Column<bool>(),
                maintenance = table.Column<string>(maxLength: 500, nullable: true),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_queue_mode", row => row.id));
        var prefix = schema is null ? "" : $"{schema}.";
        migrationBuilder.Sql($"INSERT INTO {prefix}queue_mode (id, is_paused) VALUES (1, FALSE)");
        migrationBuilder.Sql($"INSERT INTO {prefix}turns (id, user_id, place, weight) VALUES ('{Front}', '{Front}', -2e15, {Weight})");
        foreach (var trigger in schema is null ? SqliteTriggers : PostgresTriggers)
        {
            migrationBuilder.Sql(trigger);
        }
    }
}
