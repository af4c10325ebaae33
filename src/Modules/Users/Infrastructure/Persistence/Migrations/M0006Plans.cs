using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Users.Infrastructure.Persistence.Migrations;

[DbContext(typeof(UsersDbContext))]
[Migration("0006_plans")]
internal sealed class M0006Plans : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(UsersDbContext.Name);
        migrationBuilder.AddColumn<string>("plan", "users", schema: schema, maxLength: 50, nullable: true);
        migrationBuilder.AddColumn<string>("told_plan", "users", schema: schema, maxLength: 50, nullable: true);
        migrationBuilder.CreateTable(
            "plans",
            table => new
            {
                name = table.Column<string>(maxLength: 50),
                weight = table.Column<double>(),
                max_running = table.Column<int>(nullable: true),
                max_queued = table.Column<int>(nullable: true),
                gpu_seconds_per_day = table.Column<double>(nullable: true),
                gpu_seconds_per_month = table.Column<double>(nullable: true),
                workflows = table.Column<string>(nullable: true),
            },
            schema,
            constraints: table => table.PrimaryKey("pk_plans", row => row.name));
    }
}
