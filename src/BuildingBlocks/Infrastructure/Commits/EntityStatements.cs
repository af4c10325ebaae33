using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace ArtEngine.BuildingBlocks.Infrastructure.Commits;

/// <summary>
/// The statements that store entities of one kind, made from the context's model: tables, columns and conversions are those that
/// Entity Framework has for the same rows. It keeps no entities; a copy of the values before tells what changed.
/// </summary>
public sealed class EntityStatements<T>
    where T : class
{
    private readonly Dictionary<string, Column> _byProperty;
    private readonly Column[] _columns;
    private readonly string _columnNames;
    private readonly string _parameters;
    private readonly ConcurrentDictionary<string, string> _updates = new();

    /// <summary>Reads the model; what the database itself fills in is left out.</summary>
    public EntityStatements(DbContext db)
    {
        var sql = db.GetService<ISqlGenerationHelper>();
        var type = db.Model.FindEntityType(typeof(T))!;
        Table = sql.DelimitIdentifier(type.GetTableName()!, type.GetSchema());
        var properties = type.GetProperties().Where(property => !property.IsShadowProperty()).ToList();
        _byProperty = properties.ToDictionary(property => property.Name, property => new Column(
            sql.DelimitIdentifier(property.GetColumnName()), property.GetGetter(), property.GetRelationalTypeMapping()));
        _columns = [.. properties.Where(property => property.ValueGenerated == ValueGenerated.Never)
            .Select(property => _byProperty[property.Name])];
        _columnNames = string.Join(", ", _columns.Select(column => column.Name));
        _parameters = string.Join(", ", _columns.Select((_, i) => $"@p{i}"));
    }

    /// <summary>The table's name, quoted, with its schema.</summary>
    public string Table { get; }

    /// <summary>The name of the property's column, quoted.</summary>
    public string ColumnOf(string property) => _byProperty[property].Name;

    /// <summary>The values of the entity as they are now.</summary>
    public IReadOnlyList<object?> Copy(T entity) => Array.ConvertAll(_columns, column => column.Getter.GetClrValue(entity));

    /// <summary>Adds the entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="suffix">What follows, as <c>ON CONFLICT</c> or <c>RETURNING</c>.</param>
    /// <param name="hasRows">Whether the statement answers rows by that.</param>
    public SqlStatement Insert(T entity, string suffix = "", bool hasRows = false) =>
        new($"INSERT INTO {Table} ({_columnNames}) VALUES ({_parameters}) {suffix}", Values(entity), hasRows);

    /// <summary>Adds the entity if the condition holds.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="condition">SQL, given the number of the first parameter that is its own.</param>
    /// <param name="values">Those parameters.</param>
    /// <param name="suffix">What follows, as <c>ON CONFLICT</c> or <c>RETURNING</c>.</param>
    public SqlStatement InsertWhere(T entity, Func<int, string> condition, IReadOnlyList<SqlValue> values, string suffix) => new(
        $"INSERT INTO {Table} ({_columnNames}) SELECT {_parameters} WHERE {condition(_columns.Length)} {suffix}",
        [.. Values(entity), .. values],
        HasRows: true);

    /// <summary>The value as the property's column stores it.</summary>
    public SqlValue ValueOf(string property, object? value) => new(_byProperty[property].Mapping, value);

    /// <summary>Adds the entity if there is such a row of another kind.</summary>
    public SqlStatement InsertIf<TOther>(
        T entity, EntityStatements<TOther> others, params IReadOnlyList<(string Property, object? Value)> row)
        where TOther : class
    {
        var values = Values(entity);
        var where = others.Where(row, values);
        return new($"INSERT INTO {Table} ({_columnNames}) SELECT {_parameters} WHERE EXISTS (SELECT 1 FROM {others.Table}{where})", values);
    }

    /// <summary>Stores what is other than before, in the row that still has these values; null when nothing is.</summary>
    public SqlStatement? Update(T entity, IReadOnlyList<object?> before, params IReadOnlyList<(string Property, object? Value)> row)
    {
        var now = Copy(entity);
        var changed = Enumerable.Range(0, _columns.Length).Where(i => !Equals(now[i], before[i])).ToList();
        if (changed.Count == 0)
        {
            return null;
        }

        var values = changed.Select(i => new SqlValue(_columns[i].Mapping, now[i])).ToList();
        var where = Where(row, values);
        var text = _updates.GetOrAdd(
            string.Join(',', changed) + where,
            _ => $"UPDATE {Table} SET {string.Join(", ", changed.Select((column, i) => $"{_columns[column].Name} = @p{i}"))}{where}");
        return new(text, values);
    }

    /// <summary>Deletes the rows that have these values.</summary>
    public SqlStatement Delete(params IReadOnlyList<(string Property, object? Value)> row)
    {
        var values = new List<SqlValue>();
        return new($"DELETE FROM {Table}{Where(row, values)}", values);
    }

    /// <summary>Answers 1 for each row that has these values.</summary>
    /// <param name="suffix">What follows, as <c>FOR KEY SHARE</c>.</param>
    /// <param name="row">The values.</param>
    public SqlStatement Find(string suffix, params IReadOnlyList<(string Property, object? Value)> row)
    {
        var values = new List<SqlValue>();
        return new($"SELECT 1 FROM {Table}{Where(row, values)} {suffix}", values, HasRows: true);
    }

    private string Where(IReadOnlyList<(string Property, object? Value)> row, List<SqlValue> values)
    {
        var conditions = new List<string>();
        foreach (var (property, value) in row)
        {
            var column = _byProperty[property];
            conditions.Add($"{column.Name} = @p{values.Count}");
            values.Add(new(column.Mapping, value));
        }

        return $" WHERE {string.Join(" AND ", conditions)}";
    }

    private List<SqlValue> Values(T entity) =>
        [.. _columns.Select(column => new SqlValue(column.Mapping, column.Getter.GetClrValue(entity)))];

    private sealed record Column(string Name, IClrPropertyGetter Getter, RelationalTypeMapping Mapping);
}
