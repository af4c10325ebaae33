namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>A node raised. The type is the Python name that ends up in <c>exception_type</c>.</summary>
internal sealed class NodeFailedException(string type, string message) : Exception(message)
{
    public const string OutOfMemoryType = "torch.OutOfMemoryError";

    public string Type { get; } = type;

    public static NodeFailedException OutOfMemory() => new(
        OutOfMemoryType,
        "Allocation on device\nThis error means you ran out of memory on your GPU.\n\nTIPS: If the workflow worked before you might have "
        + "accidentally set the batch_size to a large number.");
}
