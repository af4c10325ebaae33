using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>
/// Nodes of a version before <see cref="M0015Deletions"/> that still run beside newer ones store outputs without saying whose they are:
/// they are their job's user's. On SQLite there is but one node.
/// </summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0028_older_nodes")]
internal sealed class M0028OlderNodes : Migration
{
    private const string Nobody = "'00000000-0000-0000-0000-000000000000'";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        if (migrationBuilder.SchemaOf(GenerationDbContext.Name) is null)
        {
            return;
        }

        migrationBuilder.Sql("""
            CREATE FUNCTION generation.own_output() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                SELECT user_id, workflow_name, now() INTO NEW.user_id, NEW.workflow_name, NEW.created_at
                FROM generation.jobs WHERE id = NEW.job_id;
                RETURN NEW;
            END $$
            """);
        migrationBuilder.Sql($"""
            CREATE TRIGGER own_output BEFORE INSERT ON generation.outputs
            FOR EACH ROW WHEN (NEW.user_id = {Nobody}) EXECUTE FUNCTION generation.own_output()
            """);
        migrationBuilder.Sql($"""
            UPDATE generation.outputs o
            SET user_id = j.user_id, workflow_name = j.workflow_name, created_at = coalesce(j.completed_at, j.created_at)
            FROM generation.jobs j WHERE j.id = o.job_id AND o.user_id = {Nobody}
            """);
    }
}
