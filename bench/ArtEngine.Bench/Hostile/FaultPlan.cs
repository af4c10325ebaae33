namespace ArtEngine.Bench.Hostile;

/// <summary>What strikes whom at one server, drawn from a seed. What strikes a prompt for ever depends on its id alone.</summary>
/// <param name="seed">Of the run and the server.</param>
/// <param name="rates">How often a request is struck.</param>
/// <param name="permanent">
/// The share of prompts whose file, or whose history, can never be had; as many have a history that comes late.
/// </param>
/// <param name="brokenClass">A node class of which the server can never tell; null for none.</param>
internal sealed class FaultPlan(int seed, Rates rates, double permanent, string? brokenClass)
{
    private static readonly Fault[] Anywhere = [.. Enum.GetValues<Fault>().Except([Fault.StaleHistory])];

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    /// <summary>For a server without faults.</summary>
    public static FaultPlan None { get; } = new(0, Rates.None, 0, null);

    public Rates Rates { get; } = rates;

    public Fault? Draw(string route, string? argument)
    {
        if (PermanentOf(route, argument) is { } fault)
        {
            return fault;
        }

        lock (_gate)
        {
            return _random.NextDouble() >= Rates.At(route) ? null
                : route == Routes.History && _random.Next(4) == 0 ? Fault.StaleHistory
                : Anywhere[_random.Next(Anywhere.Length)];
        }
    }

    /// <summary>From 0 to 1.</summary>
    public double Draw()
    {
        lock (_gate)
        {
            return _random.NextDouble();
        }
    }

    /// <summary>How long after its end the history still does not know this prompt.</summary>
    public TimeSpan HistoryLagOf(string promptId) => FateOf(promptId) is var fate && fate >= 2 * permanent && fate < 3 * permanent
        ? TimeSpan.FromSeconds(1 + (4 * (fate - (2 * permanent)) / permanent))
        : TimeSpan.Zero;

    private Fault? PermanentOf(string route, string? argument) => argument is null ? null : route switch
    {
        Routes.View when FateOf(argument) < permanent => Fault.BadRequest,
        Routes.History when FateOf(argument) is var fate && fate >= permanent && fate < 2 * permanent => Fault.ServerError,
        Routes.ObjectInfo when argument == brokenClass => Fault.ServerError,
        _ => null,
    };

    /// <summary>From 0 to 1, always the same for a prompt.</summary>
    private double FateOf(string promptId) => permanent == 0 || !Guid.TryParse(promptId, out var id)
        ? 1
        : new Random(BitConverter.ToInt32(id.ToByteArray(), 12) ^ seed).NextDouble();
}
