namespace ArtEngine.BuildingBlocks;

/// <summary>Goes on without what the database cannot say just now.</summary>
public static class DatabaseFaultsExtensions
{
    /// <summary>Reads what can be done without while the database is away. What goes wrong otherwise is thrown.</summary>
    /// <returns>Whether it was read, and what.</returns>
    public static async Task<(bool IsRead, T? Value)> TryReadAsync<T>(this IDatabaseFaults faults, Func<Task<T>> read)
    {
        try
        {
            return (true, await read());
        }
        catch (Exception exception) when (faults.AreReasonOf(exception))
        {
            return (false, default);
        }
    }
}
