namespace ArtEngine.Telemetry.Domain;

/// <summary>
/// A measured number. Whole ones are told apart by how they are measured, not by their value: a database fixes a field's
/// type by what it sees first.
/// </summary>
internal readonly record struct FieldValue(double Number, bool IsWhole)
{
    public static implicit operator FieldValue(long number) => new(number, IsWhole: true);

    public static implicit operator FieldValue(double number) => new(number, IsWhole: false);
}
