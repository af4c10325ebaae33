using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Host;
using ArtEngine.Host.Startup;
using Microsoft.Extensions.Options;

if (await CommandLineVerbs.RunAsync(args, Console.Out) is { } exitCode)
{
    return exitCode;
}

try
{
    await using var app = await Composition.BuildAsync(args);
    await app.StartAsync();
    Banner.Print(app.Services, Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (OptionsValidationException exception)
{
    return Refuse(exception.Failures);
}
catch (AggregateException exception) when (exception.InnerExceptions.All(inner => inner is OptionsValidationException))
{
    return Refuse(exception.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures));
}
catch (StartRefusedException exception)
{
    return Refuse([exception.Message]);
}
catch (Exception exception) when (TransientDatabaseErrors.IsReasonOf(exception))
{
    var reason = exception.GetBaseException().Message;
    return Refuse([$"the database does not answer ({reason}). Start it, or correct ConnectionStrings:Postgres."]);
}

// A wrong setting is the operator's to mend: sentences, no stack trace.
static int Refuse(IEnumerable<string> reasons)
{
    foreach (var reason in reasons)
    {
        Console.Error.WriteLine($"Art Engine does not start: {reason}");
    }

    return 1;
}
