using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace ArtEngine.Host.Startup;

/// <summary>What is the operator's to mend, in sentences. Anything else that stops the start is a bug and keeps its stack trace.</summary>
internal static class StartFaults
{
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel";

    /// <summary>Null when the operator can do nothing about it.</summary>
    public static IReadOnlyList<string>? ReasonsOf(Exception exception) => exception switch
    {
        StartRefusedException refused => refused.Reasons,
        OptionsValidationException invalid => [.. invalid.Failures],
        AggregateException many when many.InnerExceptions.Select(ReasonsOf).ToList() is var reasons && !reasons.Contains(null) =>
            [.. reasons.SelectMany(same => same!)],
        SqliteException sqlite =>
            [$"the database file cannot be used ({sqlite.Message}). Put a copy of it back, or make room, or set DataDirectory."],
        _ when TransientDatabaseErrors.IsReasonOf(exception) =>
            [$"the database does not answer ({exception.GetBaseException().Message}). Start it, or correct ConnectionStrings:Postgres."],
        IOException { InnerException: AddressInUseException } => [$"it cannot listen: {exception.Message} Set another address: --urls."],
        InvalidOperationException or IOException when exception.Source?.StartsWith(Kestrel, StringComparison.Ordinal) is true =>
            [$"it cannot listen: {exception.Message}"],
        _ => null,
    };
}
