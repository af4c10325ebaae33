using System.Globalization;

namespace ArtEngine.Chaos.Stage;

/// <summary>
/// Tells which process holds the other end of a loopback connection, by Linux' tables. The address that was connected to
/// cannot tell: all nodes share the servers' addresses through the database.
/// </summary>
internal static class Peers
{
    /// <returns>The place of the process among those given; -1 when it is none of them, or gone.</returns>
    public static int Find(int port, IReadOnlyList<int> processes)
    {
        var socket = File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns[1].EndsWith(string.Create(CultureInfo.InvariantCulture, $":{port:X4}"), StringComparison.Ordinal))
            .Select(columns => $"socket:[{columns[9]}]").FirstOrDefault();
        return socket is null ? -1 : processes.ToList().FindIndex(process => Holds(process, socket));
    }

    private static bool Holds(int process, string socket)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(file => new FileInfo(file).LinkTarget == socket);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
