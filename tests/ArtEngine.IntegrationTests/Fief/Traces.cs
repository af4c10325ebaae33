using System.Text;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.Generation.Infrastructure.S3;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.Telemetry.Infrastructure.Persistence;
using ArtEngine.Users.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Fief;

/// <summary>
/// Looks everywhere a host keeps something: every column of every table, every byte of its folder, every object of its store.
/// </summary>
internal static class Traces
{
    /// <returns>Where any of the texts was found, without regard to case.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(Service service, IReadOnlyList<string> texts) =>
    [
        .. await InTablesAsync<UsersDbContext>(service, texts),
        .. await InTablesAsync<GenerationDbContext>(service, texts),
        .. await InTablesAsync<TelemetryDbContext>(service, texts),
        .. InFiles(service.Services.GetRequiredService<DataOptions>().DataDirectory, texts),
        .. await InBucketAsync(service, texts),
    ];

    private static async Task<IReadOnlyList<string>> InTablesAsync<TContext>(Service service, IReadOnlyList<string> texts)
        where TContext : ModuleDbContext
    {
        await using var db = await service.Services.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContextAsync();
        var found = new List<string>();
        var looked = 0;
        foreach (var table in db.Model.GetEntityTypes())
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            var name = table.GetTableName()!;
            command.CommandText = $"SELECT * FROM {(db.Database.IsNpgsql() ? $"{table.GetSchema()}." : "")}{name}";
            await db.Database.OpenConnectionAsync();
            await using var reader = await command.ExecuteReaderAsync();
            for (looked++; await reader.ReadAsync();)
            {
                for (var column = 0; column < reader.FieldCount; column++)
                {
                    var value = reader.GetValue(column).ToString()!;
                    found.AddRange(texts.Where(text => value.Contains(text, StringComparison.OrdinalIgnoreCase))
                        .Select(text => $"{name}.{reader.GetName(column)}: {text}"));
                }
            }
        }

        looked.ShouldBeGreaterThan(2);
        return found;
    }

    public static IEnumerable<string> InFiles(string folder, IReadOnlyList<string> texts)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories))
        {
            // A running service keeps its lock to itself; the file is empty.
            var bytes = File.Exists(path) && Path.GetFileName(path) != "lock" ? Encoding.Latin1.GetString(ReadShared(path)) : "";
            foreach (var text in texts)
            {
                if (path.Contains(text, StringComparison.OrdinalIgnoreCase) ||
                    bytes.Contains(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)), StringComparison.OrdinalIgnoreCase))
                {
                    yield return $"{path}: {text}";
                }
            }
        }
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }

    private static async Task<IEnumerable<string>> InBucketAsync(Service service, IReadOnlyList<string> texts)
    {
        if (service.Services.GetRequiredService<IBlobStore>() is not S3BlobStore)
        {
            return [];
        }

        var bucket = service.Services.GetRequiredService<S3Bucket>();
        var keys = await bucket.ListAsync("", CancellationToken.None).ToListAsync();
        var uploads = await bucket.ListUploadsAsync("", CancellationToken.None).ToListAsync();
        return keys.Concat(uploads.Select(upload => upload.Key))
            .Where(key => texts.Any(text => key.Contains(text, StringComparison.OrdinalIgnoreCase)));
    }
}
