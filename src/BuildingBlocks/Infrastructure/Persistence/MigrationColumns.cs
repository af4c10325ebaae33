using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace ArtEngine.BuildingBlocks.Infrastructure.Persistence;

/// <summary>What migrations say differently to each database.</summary>
public static class MigrationColumns
{
    /// <summary>The schema of the module; SQLite has none, there each module has a file of its own.</summary>
    public static string? SchemaOf(this MigrationBuilder migration, string module)
    {
        if (!migration.ActiveProvider!.EndsWith("PostgreSQL", StringComparison.Ordinal))
        {
            return null;
        }

        migration.EnsureSchema(module);
        return module;
    }

    /// <summary>A key that the database counts up.</summary>
    public static OperationBuilder<AddColumnOperation> CountedUp(this OperationBuilder<AddColumnOperation> column) => column
        .Annotation("Sqlite:Autoincrement", true)
        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn);
}
