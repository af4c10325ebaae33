namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>
/// A test that needs a server which this repository does not bring; environment variables say where it is. Without them
/// it is skipped, but where <c>CI=true</c> it runs and fails: there a server that is missing is a fault of the setup.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealServerFactAttribute : FactAttribute
{
    public RealServerFactAttribute(params string[] variables)
    {
        if (RealServers.Missing(variables) is { } reason && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = reason;
        }
    }
}
