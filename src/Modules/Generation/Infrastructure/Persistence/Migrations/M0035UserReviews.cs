using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>The jobs of a user with another plan are reviewed some at a time.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0035_user_reviews")]
internal sealed class M0035UserReviews : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "user_reviews",
        table => new { user_id = table.Column<Guid>(), after = table.Column<long>() },
        migrationBuilder.SchemaOf(GenerationDbContext.Name),
        constraints: table => table.PrimaryKey("pk_user_reviews", row => row.user_id));
}
