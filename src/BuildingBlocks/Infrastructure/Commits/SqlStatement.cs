using Microsoft.EntityFrameworkCore.Storage;

namespace ArtEngine.BuildingBlocks.Infrastructure.Commits;

/// <summary>A statement in plain SQL. Its text is one of a few, so that the database compiles it once.</summary>
/// <param name="Text">SQL with the parameters <c>@p0, @p1 ...</c></param>
/// <param name="Values">Their values.</param>
/// <param name="HasRows">Whether it answers rows, which then count instead of those that it changed.</param>
public sealed record SqlStatement(string Text, IReadOnlyList<SqlValue> Values, bool HasRows = false);

/// <summary>A value as an entity has it, and how its column stores it.</summary>
public readonly record struct SqlValue(RelationalTypeMapping Mapping, object? Value);
