using System.Diagnostics;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>A test in containers: skipped where no container engine answers, also with <c>CI=true</c>, as few machines have one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EngineFactAttribute : FactAttribute
{
    private static readonly bool IsThere = Answers();

    public EngineFactAttribute()
    {
        if (!IsThere)
        {
            Skip = "No container engine answers: \"docker info\" fails.";
        }
    }

    private static bool Answers()
    {
        try
        {
            using var docker = Process.Start(new ProcessStartInfo("docker", "info")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            docker.OutputDataReceived += (_, _) => { };
            docker.ErrorDataReceived += (_, _) => { };
            docker.BeginOutputReadLine();
            docker.BeginErrorReadLine();
            return docker.WaitForExit(TimeSpan.FromSeconds(20)) && docker.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
