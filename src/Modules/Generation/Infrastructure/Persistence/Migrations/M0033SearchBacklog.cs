using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Jobs that ended before <see cref="M0029Words"/> get their words by and by.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0033_words_backlog")]
internal sealed class M0033WordsBacklog : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.CreateTable(
            "words_backlog",
            table => new { id = table.Column<int>(), below = table.Column<long>() },
            schema,
            constraints: table => table.PrimaryKey("pk_words_backlog", row => row.id));
        var prefix = schema is null ? "" : $"{schema}.";
        migrationBuilder.Sql(
            $"INSERT INTO {prefix}words_backlog (id, below) SELECT 1, max(sequence) + 1 FROM {prefix}jobs HAVING count(*) > 0");
    }
}
