namespace ArtEngine.IntegrationTests;

/// <summary>
/// Says of a test class on which adapters it runs: <c>[Trait(Stack.Trait, Stack.Embedded)]</c>. A class without the trait runs
/// twice, on the embedded adapters and on the real servers (<c>./test.sh real</c>), so a new class need not say anything.
/// </summary>
internal static class Stack
{
    public const string Trait = "Stack";

    /// <summary>On the embedded adapters only: its result does not depend on them, or it chooses its adapters itself.</summary>
    public const string Embedded = "embedded";

    /// <summary>
    /// It asks for the real servers it needs (<see cref="Hosting.RealServerFactAttribute"/>); a second run would be the same.
    /// </summary>
    public const string OwnServers = "own-servers";
}
