using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ArtEngine.BuildingBlocks.Infrastructure.Persistence;

/// <summary>The outbox's table, for the migrations of the modules.</summary>
public static class OutboxTable
{
    /// <summary>Creates the table; called once in a module's first migration.</summary>
    public static void CreateOutbox(this MigrationBuilder migration, string? schema) => migration.CreateTable(
        OutboxMessageConfiguration.Table,
        table => new
        {
            sequence = table.Column<long>().CountedUp(),
            type = table.Column<string>(maxLength: 200),
            payload = table.Column<string>(),
            attempts = table.Column<int>(),
            not_before = table.Column<DateTime>(),
        },
        schema,
        constraints: table => table.PrimaryKey("pk_outbox", row => row.sequence));
}
