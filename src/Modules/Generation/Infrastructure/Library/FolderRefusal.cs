namespace ArtEngine.Generation.Infrastructure.Library;

/// <summary>
/// What the system refuses, such as a write into a folder of somebody else's, leaves .NET as an exception that is no
/// <see cref="IOException"/>. Whoever uses a store waits for that one, so it becomes one here.
/// </summary>
internal static class FolderRefusal
{
    public static async Task<T> TranslateAsync<T>(string folder, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Translate(folder, exception);
        }
    }

    public static IOException Translate(string folder, UnauthorizedAccessException exception) => new(
        $"{exception.Message} Give the user that the service runs as the right to read and write everything below {folder}.", exception);
}
