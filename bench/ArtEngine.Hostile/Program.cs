using ArtEngine.Hostile;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(HostileOptions.Help);
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    var (options, faults) = (HostileOptions.Parse(args), 0);
    foreach (var seed in options.Seeds)
    {
        var report = await HostileRun.RunAsync(options, seed, Console.Out, stop.Token);
        Console.WriteLine(report);
        faults += report.Faults.Count;
    }

    Console.WriteLine($"{options.Seeds.Count} runs, {faults} faults");
    return faults == 0 ? 0 : 1;
}
catch (FormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped.");
    return 3;
}
