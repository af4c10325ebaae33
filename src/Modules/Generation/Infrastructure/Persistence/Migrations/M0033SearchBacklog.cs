using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Jobs that are older than <see cref="M0029Words"/> and <see cref="M0030Tags"/> get their words and tags by and by.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0033_search_backlog")]
internal sealed class M0033SearchBacklog : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.CreateTable(
            "search_backlog",
            table => new { id = table.Column<int>(), below = table.Column<long>(), is_again = table.Column<bool>() },
            schema,
            constraints: table => table.PrimaryKey("pk_search_backlog", row => row.id));
        var prefix = schema is null ? "" : $"{schema}.";
        migrationBuilder.Sql(
            $"INSERT INTO {prefix}search_backlog (id, below, is_again) SELECT 1, -1, {(schema is null ? "0" : "false")} " +
            $"WHERE EXISTS (SELECT 1 FROM {prefix}jobs)");
    }
}
