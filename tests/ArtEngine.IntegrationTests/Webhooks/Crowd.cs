namespace ArtEngine.IntegrationTests.Webhooks;

/// <summary>Receivers as they are: one is well, others fail, take their time, restart, or hang.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private readonly Random _random = new(17);

    private Crowd(IReadOnlyList<Receiver> all) => All = all;

    public IReadOnlyList<Receiver> All { get; }

    public Receiver Well => All[0];

    public Receiver Hanging => All[^1];

    /// <summary>All but the one that hangs.</summary>
    public IEnumerable<Receiver> Answering => All.SkipLast(1);

    public static async Task<Crowd> StartAsync()
    {
        var crowd = new Crowd(await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Receiver.StartAsync())));
        crowd.Flaky.Answer = () => Task.FromResult(crowd.Draw() > 0.3 ? 204 : 503);
        crowd.Slow.Answer = async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100 + (200 * crowd.Draw())));
            return 204;
        };
        crowd.Hanging.Answer = () => new TaskCompletionSource<int>().Task;
        return crowd;
    }

    /// <summary>Whatever was on its way to it is lost.</summary>
    public Task RestartOneAsync() => All[3].RestartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var receiver in All)
        {
            await receiver.DisposeAsync();
        }
    }

    private Receiver Flaky => All[1];

    private Receiver Slow => All[2];

    private double Draw()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }
}
