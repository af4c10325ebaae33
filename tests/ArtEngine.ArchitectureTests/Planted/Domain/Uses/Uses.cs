using ArtEngine.ArchitectureTests.Planted.Application.Targets;
using ArtEngine.ArchitectureTests.Planted.Domain.Helpers;

namespace ArtEngine.ArchitectureTests.Planted.Domain.Uses;

internal sealed class InAField
{
    public Target? Value;
}

internal sealed class InAProperty
{
    public Target? Value { get; set; }
}

internal sealed record InARecord(Target Value);

internal static class AsAParameter
{
    public static void Take(Target? value) => _ = value;
}

internal static class AsAnAnswer
{
    public static Target? Give() => null;
}

internal sealed class AsATypeArgument
{
    public List<Dictionary<string, Target[]>> Values { get; } = [];
}

internal sealed class AsATypeArgumentOfItsBase : List<Target>;

internal abstract class AsATypeArgumentOfItsInterface : IComparer<List<Target>>
{
    public abstract int Compare(List<Target>? x, List<Target>? y);
}

internal abstract class AsATypeArgumentOfAnEmptyInterface : IMarked<Target>;

internal static class AsATypeArgumentOfACall
{
    public static int Do() => Enumerable.Empty<object>().OfType<Target>().Count();
}

internal sealed class AsAnEvent
{
    public event Action<Target>? Happened;

    public void Raise() => Happened?.Invoke(null!);
}

internal sealed class AsAConstraint<T>
    where T : Target
{
    public T? Value { get; set; }
}

internal sealed class AsItsBase : Target;

internal sealed class AsItsInterface : ITarget;

[Target]
internal sealed class AsAnAttribute;

internal static class AsAnAttributeOfAMethod
{
    [Target]
    public static void Do()
    {
    }
}

[Kind(typeof(Target))]
internal sealed class AsAnArgumentOfAnAttribute;

internal static class ByMakingAnArray
{
    public static Array Make() => new Target[1];
}

internal static class ByMaking
{
    public static object Make() => new Target();
}

internal static class ByCalling
{
    public static void Do() => Target.Call();
}

internal static class ByExtending
{
    public static void Do() => "".Extend();
}

internal static class ByAsking
{
    public static bool Ask(object value) => value is Target;
}

internal static class ByTypeof
{
    public static Type Ask() => typeof(Target);
}

internal static class ByThrowing
{
    public static void Do() => throw new TargetException();
}

internal static class ByCatching
{
    public static void Do(Action action)
    {
        try
        {
            action();
        }
        catch (TargetException)
        {
            action();
        }
    }
}

internal static class ByFiltering
{
    public static void Do(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is TargetException)
        {
            action();
        }
    }
}

internal static class InALambda
{
    public static Func<int> Make(int number) => () => number + Target.Number;
}

internal static class InAnAsyncMethod
{
    public static async Task DoAsync()
    {
        await Task.Yield();
        Target.Call();
    }
}

internal static class InAnIterator
{
    public static IEnumerable<int> Read()
    {
        yield return Target.Number;
    }
}

internal static class InALocalFunction
{
    public static int Read()
    {
        return Inner();

        static int Inner() => Target.Number;
    }
}

internal static class InANestedType
{
    internal sealed class Inner
    {
        public Target? Value { get; set; }
    }
}
