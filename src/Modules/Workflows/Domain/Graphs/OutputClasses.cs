namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>
/// Classes known to be output nodes (they run although nobody reads them), needed only for those that stand alone: an
/// output node that reads another node is recognised by its place in the graph.
/// </summary>
internal static class OutputClasses
{
    public const string SaveImage = "SaveImage";

    private static readonly HashSet<string> _known = new(StringComparer.Ordinal)
    {
        SaveImage, "PreviewImage", "SaveImageAdvanced", "SaveImageWebsocket", "SaveAnimatedWEBP", "SaveAnimatedPNG", "SaveSVGNode",
        "ImageCompare", "MaskPreview", "SaveVideo", "SaveWEBM", "VHS_VideoCombine",
        "SaveAudio", "SaveAudioMP3", "SaveAudioOpus", "SaveAudioAdvanced", "PreviewAudio",
        "SaveText", "PreviewAny", "SaveLatent",
        "SaveGLB", "Save3DAdvanced", "Preview3D", "Preview3DAdvanced", "SaveGaussianSplat", "PreviewGaussianSplat", "SavePointCloud",
        "PreviewPointCloud", "CheckpointSave", "CLIPSave", "VAESave", "ModelSave", "LoraSave", "SaveLoRA",
    };

    public static bool Contains(string? classType) => classType is not null && _known.Contains(classType);
}
