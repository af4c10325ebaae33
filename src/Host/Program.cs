using ArtEngine.Host;
using ArtEngine.Host.Startup;

if (await CommandLineVerbs.RunAsync(args, Console.Out) is { } exitCode)
{
    return exitCode;
}

try
{
    await using var app = await Composition.BuildAsync(args);
    if (await IsUpAsync(app))
    {
        Banner.Print(app.Services, Console.Out);
        await app.WaitForShutdownAsync();
    }

    return HasFailed(app) ? 1 : 0;
}
catch (Exception exception) when (StartFaults.ReasonsOf(exception) is { } reasons)
{
    // A wrong setting is the operator's to mend: sentences, no stack trace.
    foreach (var reason in reasons)
    {
        Console.Error.WriteLine($"Art Engine does not start: {reason}");
    }

    return 1;
}

// A service that failed in the background stops the host, which a supervisor should not take for a stop that was asked for.
static bool HasFailed(WebApplication app) =>
    app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(service => service.ExecuteTask is { IsFaulted: true });

// False when it was told to stop before it was up.
static async Task<bool> IsUpAsync(WebApplication app)
{
    try
    {
        await app.StartAsync();
        return true;
    }
    catch (Exception) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
    {
        // What was under way was canceled, and says so in its own words.
        return false;
    }
    catch
    {
        // What has begun already ends as at any other stop, without a word.
        app.Lifetime.StopApplication();
        throw;
    }
}
