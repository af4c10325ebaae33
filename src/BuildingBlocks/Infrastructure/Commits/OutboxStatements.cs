using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.BuildingBlocks.Infrastructure.Commits;

/// <summary>The statements that put events into a module's outbox.</summary>
public sealed class OutboxStatements(DbContext db)
{
    private readonly EntityStatements<OutboxMessage> _messages = new(db);

    /// <summary>Stores the event.</summary>
    public SqlStatement Insert(IIntegrationEvent integrationEvent) => _messages.Insert(OutboxMessage.Of(integrationEvent));

    /// <summary>Stores the event if there is such a row.</summary>
    public SqlStatement InsertIf<TOther>(
        IIntegrationEvent integrationEvent, EntityStatements<TOther> others, params IReadOnlyList<(string Property, object? Value)> row)
        where TOther : class => _messages.InsertIf(OutboxMessage.Of(integrationEvent), others, row);
}
