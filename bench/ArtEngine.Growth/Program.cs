using ArtEngine.Growth;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(GrowthOptions.Help);
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
    var report = await GrowthRun.RunAsync(GrowthOptions.Parse(args), Console.Out, stop.Token);
    Console.WriteLine(report);
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
