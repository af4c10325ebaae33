using System.Security.Cryptography;
using System.Text;
using ArtEngine.ComfySimulator.Json;
using ArtEngine.ComfySimulator.Painting;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>One run of one node: its inputs, and the means to wait and to report.</summary>
internal sealed class NodeCall(NodeWorld world, INodeReport report)
{
    public required string NodeId { get; init; }

    /// <summary>A hash of everything this node's result depends on: the same graph paints the same picture.</summary>
    public required string Signature { get; init; }

    public required IReadOnlyDictionary<string, object?> Inputs { get; init; }

    public required RawJson Graph { get; init; }

    /// <summary>What the client wants written into pictures besides the graph.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Notes { get; init; }

    public NodeWorld World { get; } = world;

    public INodeReport Report { get; } = report;

    public bool Has(string name) => Inputs.TryGetValue(name, out var value) && value is not null;

    public int Int(string name) => (int)Math.Clamp(Number(name), int.MinValue, int.MaxValue);

    public double Float(string name) => (double)Number(name);

    public ulong Seed(string name) => (ulong)Math.Clamp(Number(name), 0, ulong.MaxValue);

    public string Text(string name) => Inputs.GetValueOrDefault(name) switch
    {
        string text => text,
        null => "",
        var other => other.ToString() ?? "",
    };

    /// <summary>A linked value. Something else in its place fails as Python fails there.</summary>
    public T Get<T>(string name)
        where T : class =>
        Inputs.GetValueOrDefault(name) as T
        ?? throw new NodeFailedException(
            "TypeError", $"unsupported operand type(s) for -: 'float' and '{PythonName(Inputs.GetValueOrDefault(name))}'");

    /// <summary>A number for the painter that belongs to this graph, the given picture of the batch, and nothing else.</summary>
    public ulong PaintSeed(int frame) => HashOf($"{Signature}/{frame}");

    public static ulong HashOf(string text) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Takes <paramref name="steps"/> steps, telling each and showing a preview of the given picture.</summary>
    public async ValueTask StepsAsync(int steps, Raster? picture)
    {
        for (var step = 1; step <= steps; step++)
        {
            await Report.WorkAsync(World.Options.StepTime);
            await Report.StepAsync(step, steps, World.Options.Previews && picture is not null ? Glimpse(picture, step, steps) : null);
        }
    }

    private static string PythonName(object? value) => value switch
    {
        null => "NoneType",
        string => "str",
        bool => "bool",
        decimal => "int",
        _ => value.GetType().Name,
    };

    private Blended Glimpse(Raster picture, int step, int steps)
    {
        // Coarse at first, sharp at the end, under a haze that lifts: what watching a sampler is like.
        var size = World.Options.PreviewSize;
        var small = Scaled.Within(picture, size);
        var coarse = Scaled.Within(picture, Math.Max(8, size * step / steps));
        var shown = Scaled.To(coarse, small.Width, small.Height);
        return new Blended(shown, new Solid(small.Width, small.Height, 0x808080), 0.6 * (steps - step) / steps);
    }

    private decimal Number(string name) => Inputs.GetValueOrDefault(name) switch
    {
        decimal number => number,
        bool truth => truth ? 1 : 0,
        null => throw new NodeFailedException("TypeError", $"missing 1 required positional argument: '{name}'"),
        var other => throw new NodeFailedException("TypeError", $"'{PythonName(other)}' object cannot be interpreted as an integer"),
    };
}
