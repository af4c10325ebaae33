using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.BuildingBlocks.Infrastructure.Configuration;

/// <summary>
/// Keeps the data directory for one process while SQLite files are in it: what a node knows of its queue is true for nobody
/// else then. Taken before anything is touched; it ends with the process, also when that is killed.
/// </summary>
internal sealed class DataDirectoryLock(DataOptions data) : IHostedLifecycleService, IDisposable
{
    private const string FileName = "lock";

    private FileStream? _file;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var path = Prepare();
        try
        {
            _file = new(path, PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new StartRefusedException(
                $"another Art Engine{HolderOf(path)} uses the data directory {data.DataDirectory}. " +
                "Stop it first, or give this one a directory of its own: DataDirectory.");
        }

        // Beside it, because nobody else can read what is locked.
        PrivateFile.Write(HolderPath(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _file?.Dispose();

    private string Prepare()
    {
        try
        {
            var path = data.PathOf(FileName);
            // Says whether the directory can be written to, whoever holds the lock.
            using var probe = new FileStream(
                $"{path}.{Guid.NewGuid():N}",
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException(
                $"the data directory {data.DataDirectory} cannot be written to ({exception.Message}) " +
                "Correct its owner and rights, or set DataDirectory to another one.");
        }
    }

    private static string HolderPath(string path) => $"{path}.pid";

    private static string HolderOf(string path)
    {
        try
        {
            return $" (process {File.ReadAllText(HolderPath(path))})";
        }
        catch (IOException)
        {
            // It is about to say so.
            return "";
        }
    }
}
