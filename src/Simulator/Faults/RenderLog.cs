namespace ArtEngine.ComfySimulator.Faults;

/// <summary>What became of every prompt id: enough to tell whether something was rendered twice. The oldest are forgotten.</summary>
internal sealed class RenderLog(TimeProvider clock)
{
    private const int Capacity = 5_000;

    private readonly Lock gate = new();
    private readonly OrderedDictionary<string, RenderRecord> records = new(StringComparer.Ordinal);

    public void Received(string promptId) => Change(promptId, record => record with { TReceived = record.TReceived ?? Now() });

    public void Started(string promptId) => Change(promptId, record => record with
    {
        TStart = Now(),
        TEnd = null,
        Outcome = "running",
        Executions = record.Executions + 1,
    });

    public void Ended(string promptId, string outcome, int nodesRun) => Change(promptId, record => record with
    {
        TEnd = Now(),
        Outcome = outcome,
        NodesRun = record.NodesRun + nodesRun,
    });

    public IReadOnlyDictionary<string, RenderRecord> Snapshot()
    {
        lock (gate)
        {
            return new OrderedDictionary<string, RenderRecord>(records);
        }
    }

    private DateTimeOffset Now() => clock.GetUtcNow();

    private void Change(string promptId, Func<RenderRecord, RenderRecord> change)
    {
        lock (gate)
        {
            records[promptId] = change(records.GetValueOrDefault(promptId) ?? new RenderRecord());
            if (records.Count > Capacity)
            {
                records.RemoveAt(0);
            }
        }
    }
}
