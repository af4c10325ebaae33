using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>What a container asks the program about the service beside it.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class HealthProbeTests
{
    [Fact]
    public async Task It_says_whether_the_service_lives()
    {
        await using var service = await Service.StartAsync();

        (await AskAsync($"http://0.0.0.0:{service.Address.Port}")).ShouldBe(0);
        (await AskAsync(ServerProcess.FreeAddress().ToString())).ShouldBe(1);
    }

    private static async Task<int> AskAsync(string urls)
    {
        var start = ServerProcess.Dotnet([ServerProcess.BuiltProgram("ArtEngine.Host"), "--health"]);
        start.Environment["ASPNETCORE_URLS"] = urls;
        await using var probe = ServerProcess.Start(start);
        return await probe.WaitForExitAsync();
    }
}
