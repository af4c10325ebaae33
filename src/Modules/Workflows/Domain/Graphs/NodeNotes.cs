using ArtEngine.BuildingBlocks;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>What the reader sees of one node on its way through it.</summary>
/// <param name="nodeId">The node's id.</param>
/// <param name="literals">Placeholders that are none.</param>
internal sealed class NodeNotes(string nodeId, IReadOnlySet<string> literals)
{
    private readonly List<PlaceholderSpot> _spots = [];
    private readonly List<InputSpan> _inputs = [];
    private readonly List<(string Input, string Word)> _lookAlikes = [];
    private bool _inInputs;
    private string? _input;
    private int? _valueStart;

    public IReadOnlyList<PlaceholderSpot> Spots => _spots;

    public IReadOnlyList<InputSpan> Inputs => _inputs;

    public IReadOnlyList<(string Input, string Word)> LookAlikes => _lookAlikes;

    public void EnterMember(string name)
    {
        _inInputs = name == "inputs";
        _input = null;
    }

    public void EnterInput(string name) => (_input, _valueStart) = (_inInputs ? name : null, null);

    /// <param name="start">First byte of a token of the value of an input.</param>
    /// <param name="end">First byte behind the value; null when it goes on.</param>
    /// <param name="depth">Objects and lists around it.</param>
    public void PassValue(int start, int? end, int depth)
    {
        _valueStart ??= start;
        if (_input is not null && end is { } last)
        {
            _inputs.Add(new InputSpan(_input, _valueStart.Value, last - _valueStart.Value, depth));
        }
    }

    /// <param name="raw">What stands between the quotation marks.</param>
    /// <param name="text">The same decoded.</param>
    /// <param name="start">Where the first quotation mark is.</param>
    /// <param name="level">2 when it is the whole value of an input.</param>
    /// <param name="depth">Objects and lists around it.</param>
    public void AddText(ReadOnlySpan<byte> raw, string text, int start, int level, int depth)
    {
        var input = level == 2 ? _input : null;
        foreach (var match in Placeholders.Find(raw, literals))
        {
            _spots.Add(match.Length == raw.Length
                ? new PlaceholderSpot(start, raw.Length + 2, match.Name, IsWhole: true, nodeId, input, depth)
                : new PlaceholderSpot(start + 1 + match.Start, match.Length, match.Name, IsWhole: false, nodeId, input, depth));
        }

        if (_input is { } within)
        {
            _lookAlikes.AddRange(Graphs.LookAlikes.Find(text, literals).Select(word => (within, word)));
        }
    }

    public BrokenWorkflowException HalfPair() => new(_input is null
        ? $"Node {Wording.Quote(nodeId)} holds half of a surrogate pair in a name."
        : $"Node {Wording.Quote(nodeId)} holds half of a surrogate pair in its input {Wording.Quote(_input)}. Write that text anew.");
}
