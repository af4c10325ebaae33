using System.Diagnostics;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>What <c>deploy</c> has, in containers. <c>ARTENGINE_IMAGE</c> spares the building of the image.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class ContainerTests
{
    [EngineFact]
    public async Task One_container_makes_a_picture_and_has_it_again_after_its_volume_was_restored()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        using var running = Process.Start(new ProcessStartInfo(Path.Combine(ServerProcess.Root, "deploy", "try.sh"), "single")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (
            running.StandardOutput.ReadToEndAsync(patience.Token), running.StandardError.ReadToEndAsync(patience.Token));
        await running.WaitForExitAsync(patience.Token);
        running.ExitCode.ShouldBe(0, $"{await output}{await errors}");
        (await output).ShouldContain("The picture is there again.");
    }
}
