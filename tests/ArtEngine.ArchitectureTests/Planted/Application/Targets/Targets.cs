namespace ArtEngine.ArchitectureTests.Planted.Application.Targets;

/// <summary>What <c>Domain/Uses</c> must not use.</summary>
internal class Target
{
    public static int Number { get; set; }

    public static void Call()
    {
    }
}

internal interface ITarget;

[AttributeUsage(AttributeTargets.All)]
internal sealed class TargetAttribute : Attribute;

internal sealed class TargetException : Exception;

internal static class TargetExtensions
{
    public static void Extend(this string text) => Target.Number += text.Length;
}
