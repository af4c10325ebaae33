namespace ArtEngine.Generation.Domain.Backends;

/// <summary>Names of model files as servers write them: <c>SDXL/a.safetensors</c>, and on Windows <c>SDXL\a.safetensors</c>.</summary>
internal static class ModelFiles
{
    /// <summary>The name that one of these means the same by; null when there is none.</summary>
    public static string? Spelled(IReadOnlySet<string> choices, string file) =>
        choices.Contains(file) ? file
        : !file.AsSpan().ContainsAny('/', '\\') ? null
        : choices.FirstOrDefault(choice => choice.Length == file.Length && Plain(choice) == Plain(file));

    private static string Plain(string file) => file.Replace('\\', '/');
}
