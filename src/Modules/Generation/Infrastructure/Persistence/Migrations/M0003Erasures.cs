using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

[DbContext(typeof(GenerationDbContext))]
[Migration("0003_erasures")]
internal sealed class M0003Erasures : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "erasures",
        table => new
        {
            user_id = table.Column<Guid>(),
            requested_at = table.Column<DateTime>(),
            not_before = table.Column<DateTime>(),
            quiet_looks = table.Column<int>(),
        },
        migrationBuilder.SchemaOf(GenerationDbContext.Name),
        constraints: table => table.PrimaryKey("pk_erasures", row => row.user_id));
}
