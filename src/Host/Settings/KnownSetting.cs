using System.Collections;
using System.Reflection;

namespace ArtEngine.Host.Settings;

/// <summary>A setting that the service reads.</summary>
/// <param name="Key">With its section; <c>N</c> stands for an index.</param>
/// <param name="Type">What its text is read as.</param>
/// <param name="Default">What it is when nobody sets it; null when it is not set then.</param>
internal sealed record KnownSetting(string Key, Type Type, string? Default)
{
    /// <summary>What holds it, and whose XML documentation says what it means; null for the <see cref="NamedSettings"/>.</summary>
    public PropertyInfo? Property { get; init; }

    /// <summary>What it means, when no property says so.</summary>
    public string? Meaning { get; init; }

    /// <summary>A value to show where there is no default.</summary>
    public string? Example { get; init; }

    /// <summary>Empty for what lies in no section.</summary>
    public string Section { get; init; } = ConfigurationPath.GetParentPath(Key.Split(":N:")[0]) ?? "";

    /// <summary>Whether it is for operators; the rest is for tests and for the simulator as a program of its own.</summary>
    public bool IsForOperators { get; init; } = true;

    /// <summary>Whether it is a list or a dictionary.</summary>
    public bool HasItems => Type.IsGenericType && Type.IsAssignableTo(typeof(IEnumerable));

    /// <summary>Whether it is a part of an item of a list, such as the address of one server.</summary>
    public bool IsOfListItem => Key.Contains(":N:", StringComparison.Ordinal);
}
