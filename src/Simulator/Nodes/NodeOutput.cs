namespace ArtEngine.ComfySimulator.Nodes;

internal sealed record NodeOutput(string Type, string Name)
{
    public static implicit operator NodeOutput(string type) => new(type, type);
}
