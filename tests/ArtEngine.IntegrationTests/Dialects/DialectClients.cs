using ArtEngine.IntegrationTests.Answers;

namespace ArtEngine.IntegrationTests.Dialects;

/// <summary>The clients of other services that callers already have, unmodified, installed once.</summary>
public sealed class DialectClients : IAsyncLifetime
{
    private readonly NodeTools _tools = new("Dialects", "Clients");

    public Task InitializeAsync() => _tools.InitializeAsync();

    public Task DisposeAsync() => _tools.DisposeAsync();

    internal Task<(int ExitCode, string Output)> RunAsync(
        string program, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment) =>
        _tools.RunAsync(program, arguments, environment);
}

/// <summary>The tests that share them.</summary>
[CollectionDefinition(Name)]
public sealed class DialectCollection : ICollectionFixture<DialectClients>
{
    public const string Name = "dialects";
}
