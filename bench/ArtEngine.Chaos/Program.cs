using ArtEngine.Chaos;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(ChaosOptions.Help);
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
    var options = ChaosOptions.Parse(args);
    var report = await ChaosRun.RunAsync(options, Console.Out, stop.Token);
    Console.WriteLine(report);
    if (options.Report is { } file)
    {
        await File.WriteAllTextAsync(file, report.ToJson());
    }

    return report.Faults.Count == 0 ? 0 : 1;
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
