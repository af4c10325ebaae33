using ArtEngine.IntegrationTests.Answers;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>The manifests for Kubernetes are what its API takes.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class ManifestTests
{
    [NodeFact]
    public async Task The_manifests_fit_the_schemas_of_Kubernetes()
    {
        var tools = new NodeTools("Host", "Manifests");
        try
        {
            await tools.InitializeAsync();
            var (exitCode, output) = await tools.RunAsync("node", ["check.js", Path.Combine(ServerProcess.Root, "deploy", "kubernetes")]);
            exitCode.ShouldBe(0, output);
            output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .ShouldBe(["Deployment", "PodDisruptionBudget", "NetworkPolicy", "Service"]);
        }
        finally
        {
            await tools.DisposeAsync();
        }
    }
}
