using System.Reflection;
using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.Host;
using ArtEngine.UnitTests.Fakes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ArtEngine.UnitTests.BuildingBlocks;

/// <summary>Migrations are written by hand: these compare what they make with what the model expects.</summary>
public sealed class MigrationTests
{
    public static TheoryData<Type> Contexts => [.. Composition.Modules.SelectMany(module => module.GetType().Assembly.GetTypes())
        .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(ModuleDbContext)))];

    [Fact]
    public void Every_module_with_a_database_is_looked_at() => Contexts.Count.ShouldBeGreaterThanOrEqualTo(2);

    [Theory, MemberData(nameof(Contexts))]
    public Task The_tables_have_the_columns_of_the_model_and_no_others(Type context) => Run(nameof(CompareAsync), context);

    [Theory, MemberData(nameof(Contexts))]
    public Task Every_entity_can_be_selected_whole(Type context) => Run(nameof(SelectAsync), context);

    [Theory, MemberData(nameof(Contexts))]
    public Task Migrating_twice_changes_nothing(Type context) => Run(nameof(MigrateTwiceAsync), context);

    [Fact]
    public async Task Who_was_killed_while_migrating_holds_up_no_later_start()
    {
        await using var database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        await database.ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-26 00:00:00')
            """);
        await database.MigrateAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_dropped_column_is_noticed()
    {
        await using var database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        await database.ExecuteAsync("ALTER TABLE jobs DROP COLUMN switched_model");
        (await DifferencesAsync(database)).ShouldBe(["jobs.switched_model: in the model only"]);
        await Should.ThrowAsync<Microsoft.Data.Sqlite.SqliteException>(SelectAllAsync(database));
    }

    [Fact]
    public async Task A_column_too_many_or_with_another_nullability_is_noticed()
    {
        await using var database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        await database.ExecuteAsync(
            "ALTER TABLE outputs ADD COLUMN colour TEXT; ALTER TABLE outputs DROP COLUMN width; ALTER TABLE " +
            "outputs ADD COLUMN width INTEGER NOT NULL DEFAULT 0");
        (await DifferencesAsync(database)).ShouldBe(["outputs.colour: in the table only", "outputs.width: nullable in the model only"]);
    }

    private static Task Run(string method, Type context) => (Task)typeof(MigrationTests)
        .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(context).Invoke(null, null)!;

    private static async Task CompareAsync<TContext>()
        where TContext : ModuleDbContext
    {
        await using var database = await TemporaryDatabase<TContext>.CreateAsync();
        (await DifferencesAsync(database)).ShouldBeEmpty();
    }

    private static async Task SelectAsync<TContext>()
        where TContext : ModuleDbContext
    {
        await using var database = await TemporaryDatabase<TContext>.CreateAsync();
        await SelectAllAsync(database);
    }

    private static async Task MigrateTwiceAsync<TContext>()
        where TContext : ModuleDbContext
    {
        await using var database = await TemporaryDatabase<TContext>.CreateAsync();
        const string Schema = "SELECT coalesce(sql, '') AS Value FROM sqlite_master ORDER BY name";
        var before = await database.QueryAsync<string>(Schema);
        await database.MigrateAsync();
        (await database.QueryAsync<string>(Schema)).ShouldBe(before);
        before.Count.ShouldBeGreaterThan(2);
    }

    private static async Task<IReadOnlyList<string>> DifferencesAsync<TContext>(TemporaryDatabase<TContext> database)
        where TContext : ModuleDbContext
    {
        await using var db = await database.Contexts.CreateDbContextAsync();
        var differences = new List<string>();
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value;
            var expected = entity.GetProperties().ToDictionary(property => property.GetColumnName(table)!, property => property.IsNullable);
            var found = (await database.QueryAsync<string>($"""SELECT name || ' ' || "notnull" AS Value FROM pragma_table_info('{table.Name}')"""))
                .Select(row => row.Split(' ')).ToDictionary(row => row[0], row => row[1] == "0");
            differences.AddRange(expected.Keys.Except(found.Keys).Select(column => $"{table.Name}.{column}: in the model only"));
            differences.AddRange(found.Keys.Except(expected.Keys).Select(column => $"{table.Name}.{column}: in the table only"));
            differences.AddRange(expected.Keys.Intersect(found.Keys).Where(column => expected[column] != found[column])
                .Select(column => $"{table.Name}.{column}: nullable in the {(expected[column] ? "model" : "table")} only"));
        }

        return differences;
    }

    private static async Task SelectAllAsync<TContext>(TemporaryDatabase<TContext> database)
        where TContext : ModuleDbContext
    {
        await using var db = await database.Contexts.CreateDbContextAsync();
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var select = typeof(MigrationTests).GetMethod(nameof(SelectEntitiesAsync), BindingFlags.Static | BindingFlags.NonPublic)!;
            await (Task)select.MakeGenericMethod(entity.ClrType).Invoke(null, [db])!;
        }
    }

    private static async Task SelectEntitiesAsync<TEntity>(DbContext db)
        where TEntity : class =>
        // From the beginning there are the mode of the queue and two turns that stand before all others.
        (await db.Set<TEntity>().ToListAsync()).Count.ShouldBe(
            typeof(TEntity) == typeof(Turn) ? 2 : typeof(TEntity) == typeof(QueueModeRow) ? 1 : 0);
}
