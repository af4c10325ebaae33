using System.Data.Common;

namespace ArtEngine.BuildingBlocks.Infrastructure.Postgres;

/// <summary>Tells a database that is away, restarting or overloaded from a statement that is wrong.</summary>
public static class TransientDatabaseErrors
{
    /// <summary>Whether the same call may succeed a little later.</summary>
    public static bool IsReasonOf(Exception? exception) => exception switch
    {
        null => false,
        DatabaseUnavailableException or DbException { IsTransient: true } => true,
        _ => IsReasonOf(exception.InnerException),
    };
}
