using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>Jobs and batches may say where messages of them go.</summary>
[DbContext(typeof(GenerationDbContext))]
[Migration("0024_job_addresses")]
internal sealed class M0024JobAddresses : Migration
{
    private const int LongestUrl = 2_000;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var schema = migrationBuilder.SchemaOf(GenerationDbContext.Name);
        migrationBuilder.AddColumn<string>("webhook_url", "jobs", schema: schema, maxLength: LongestUrl, nullable: true);
        migrationBuilder.AddColumn<string>("webhook_url", "batches", schema: schema, maxLength: LongestUrl, nullable: true);
        migrationBuilder.AddColumn<string>("url", "webhook_deliveries", schema: schema, maxLength: LongestUrl, nullable: true);
    }
}
