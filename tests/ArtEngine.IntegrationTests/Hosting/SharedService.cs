namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>One host for the tests of a class that do not disturb each other.</summary>
public sealed class SharedService : IAsyncLifetime
{
    internal Service Service { get; private set; } = null!;

    public async Task InitializeAsync() => Service = await Service.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();
}
