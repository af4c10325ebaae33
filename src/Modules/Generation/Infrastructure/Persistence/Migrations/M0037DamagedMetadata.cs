using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>
/// A job whose stored metadata is damaged has no tags, and keeps nobody from theirs. SQLite asks whether a text is JSON; PostgreSQL says
/// so of itself only from version 16 on.
/// </summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0037_damaged_metadata")]
internal sealed class M0037DamagedMetadata : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        if (migrationBuilder.SchemaOf(GenerationDbContext.Name) is null)
        {
            return;
        }

        migrationBuilder.Sql(
            $"""
            CREATE FUNCTION generation.tags_of(metadata text) RETURNS TABLE (name text, value text) LANGUAGE plpgsql AS $$
            BEGIN
                RETURN QUERY {TagSelection.Postgres("tags_of")};
            EXCEPTION WHEN data_exception THEN
                RETURN;
            END $$
            """);
    }
}
