namespace ArtEngine.ArchitectureTests.Planted.Domain.Helpers;

internal interface IMarked<T>
    where T : class;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class KindAttribute(Type kind) : Attribute
{
    public Type Kind { get; } = kind;
}
