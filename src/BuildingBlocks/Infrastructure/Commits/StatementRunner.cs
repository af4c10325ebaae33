using System.Data.Common;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;

namespace ArtEngine.BuildingBlocks.Infrastructure.Commits;

/// <summary>
/// Runs statements on a connection of its own: in one exchange where the database can, each compiled once where it cannot.
/// </summary>
internal sealed class StatementRunner(DbConnection connection)
{
    private readonly Dictionary<string, DbCommand> _compiled = [];

    public DbConnection Connection => connection;

    /// <returns>For each statement the rows that it answered or changed, and the first value that it answered.</returns>
    public Task<IReadOnlyList<StatementAnswer>> RunAsync(
        IReadOnlyList<SqlStatement> statements, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.CanCreateBatch
            ? RunAtOnceAsync(statements, transaction, cancellationToken)
            : RunInTurnAsync(statements, transaction, cancellationToken);

    private async Task<IReadOnlyList<StatementAnswer>> RunAtOnceAsync(
        IReadOnlyList<SqlStatement> statements, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        AddLimits(batch);
        // Only makes parameters.
        await using var maker = connection.CreateCommand();
        foreach (var statement in statements)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = statement.Text;
            AddParameters(command.Parameters, maker, statement);
            batch.BatchCommands.Add(command);
        }

        var answers = new StatementAnswer[statements.Count];
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            for (var i = 0; i < statements.Count; i++)
            {
                if (statements[i].HasRows)
                {
                    answers[i] = await ReadAsync(reader, cancellationToken);
                    await reader.NextResultAsync(cancellationToken);
                }
            }
        }

        for (var i = 0; i < statements.Count; i++)
        {
            var command = batch.BatchCommands[i + TransactionLimits.Statements.Count];
            answers[i] = statements[i].HasRows ? answers[i] : new(command.RecordsAffected, null);
        }

        return answers;
    }

    private static void AddLimits(DbBatch batch)
    {
        foreach (var limit in TransactionLimits.Statements)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = limit;
            batch.BatchCommands.Add(command);
        }
    }

    private async Task<IReadOnlyList<StatementAnswer>> RunInTurnAsync(
        IReadOnlyList<SqlStatement> statements, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var answers = new StatementAnswer[statements.Count];
        for (var i = 0; i < statements.Count; i++)
        {
            var command = Compiled(statements[i], transaction);
            if (statements[i].HasRows)
            {
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                answers[i] = await ReadAsync(reader, cancellationToken);
            }
            else
            {
                answers[i] = new(await command.ExecuteNonQueryAsync(cancellationToken), null);
            }
        }

        return answers;
    }

    private static async Task<StatementAnswer> ReadAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var (rows, value) = (0, default(object));
        while (await reader.ReadAsync(cancellationToken))
        {
            value = rows++ == 0 ? reader.GetValue(0) : value;
        }

        return new(rows, value);
    }

    private DbCommand Compiled(SqlStatement statement, DbTransaction transaction)
    {
        if (!_compiled.TryGetValue(statement.Text, out var command))
        {
            _compiled[statement.Text] = command = connection.CreateCommand();
            command.CommandText = statement.Text;
            AddParameters(command.Parameters, command, statement);
        }

        command.Transaction = transaction;
        for (var i = 0; i < statement.Values.Count; i++)
        {
            command.Parameters[i].Value = Stored(statement.Values[i]);
        }

        return command;
    }

    private static void AddParameters(DbParameterCollection parameters, DbCommand maker, SqlStatement statement)
    {
        for (var i = 0; i < statement.Values.Count; i++)
        {
            var (mapping, value) = statement.Values[i];
            parameters.Add(mapping.CreateParameter(maker, $"@p{i}", value, nullable: true));
        }
    }

    private static object Stored(SqlValue value) =>
        (value.Value is { } given && value.Mapping.Converter is { } converter ? converter.ConvertToProvider(given) : value.Value)
            ?? DBNull.Value;
}

/// <summary>What came of a statement.</summary>
/// <param name="Rows">Rows that it answered, or changed.</param>
/// <param name="Value">The first value that it answered; null when none.</param>
internal readonly record struct StatementAnswer(int Rows, object? Value);
