using System.Security.Cryptography;
using ArtEngine.ComfySimulator.Painting;
using ArtEngine.ComfySimulator.Storage;
using static ArtEngine.ComfySimulator.Nodes.NodeInput;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>Files in and out.</summary>
internal static class OutputNodes
{
    private const string PrefixHelp = "How the file's name begins; %width% and %height% are filled in.";

    public static IReadOnlyList<NodeType> All { get; } =
    [
        new("SaveImage", "image")
        {
            Title = "Save Image",
            IsOutput = true,
            SeesGraph = true,
            Inputs = [Link("images", "IMAGE", "What to save."), Text("filename_prefix", "ComfyUI", tooltip: PrefixHelp)],
            Outputs = [new("IMAGE", "images")],
            Run = call => Save(call, "output", call.Text("filename_prefix")),
        },
        new("PreviewImage", "image")
        {
            Title = "Preview Image",
            IsOutput = true,
            SeesGraph = true,
            Inputs = [Link("images", "IMAGE")],
            Outputs = [new("IMAGE", "images")],
            Run = call => Save(call, "temp", $"ComfyUI_temp_{TempMark(call)}"),
        },
        new("SaveImageWebsocket", "image")
        {
            Title = "Save Image (Websocket)",
            Module = "custom_nodes.websocket_image_save",
            IsOutput = true,
            AlwaysRuns = true,
            Inputs = [Link("images", "IMAGE")],
            Run = SendAsync,
        },
        new("PreviewAny", "utilities")
        {
            Title = "Preview as Text",
            Module = "comfy_extras.nodes_preview_any",
            IsOutput = true,
            Inputs = [Link("source", "*")],
            Outputs = ["STRING"],
            Run = call => ValueTask.FromResult(NodeResult.Shown(new { Text = new[] { call.Text("source") } }, call.Text("source"))),
        },
        new("LoadImage", "image")
        {
            Title = "Load Image",
            Inputs = [new("image", Combo) { Choices = InputFiles, Hints = new() { ["image_upload"] = true } }],
            Outputs = ["IMAGE", "MASK"],
            Check = (world, name) => world.Files.Find(name) is null ? $"Invalid image file: {name}" : null,
            Fingerprint = (world, name) =>
                world.Files.Find(name) is { } path ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))) : "",
            Run = Load,
        },
    ];

    private static ValueTask<NodeResult> Save(NodeCall call, string type, string prefix)
    {
        var images = call.Get<Images>("images");
        var place = Place(call, type, prefix, images.Frames[0]);
        var files = new List<SavedFile>();
        foreach (var frame in images.Frames)
        {
            var file = place.File(files.Count, "png");
            Write(place.PathOf(file), new Labelled(frame, images.Words), call);
            files.Add(file);
        }

        return ValueTask.FromResult(NodeResult.Shown(new { Images = files }, images));
    }

    private static SavePlace Place(NodeCall call, string type, string prefix, Raster first)
    {
        try
        {
            return call.World.Files.PlaceFor(type, prefix, first.Width, first.Height);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new NodeFailedException("Exception", refused.Message);
        }
    }

    private static void Write(string path, Raster picture, NodeCall call)
    {
        using var file = File.Create(path);
        PngWriter.Write(file, picture, call.Notes);
    }

    private static async ValueTask<NodeResult> SendAsync(NodeCall call)
    {
        var frames = call.Get<Images>("images").Frames;
        for (var index = 0; index < frames.Count; index++)
        {
            await call.Report.StepAsync(index, frames.Count, new Labelled(frames[index], ""));
        }

        return NodeResult.Nothing;
    }

    /// <summary>Five letters that differ from server to server, as the names of temporary files do.</summary>
    private static string TempMark(NodeCall call)
    {
        var hash = NodeCall.HashOf(call.World.Files.Root);
        return string.Concat(Enumerable.Range(0, 5).Select(index => (char)('a' + (int)(hash >> (index * 8) & 0xFF) % 26)));
    }

    private static IEnumerable<string> InputFiles(NodeWorld world) =>
        Directory.EnumerateFiles(world.Files.FolderOf("input")!).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    private static ValueTask<NodeResult> Load(NodeCall call)
    {
        var path = call.World.Files.Find(call.Text("image"))
            ?? throw new NodeFailedException("FileNotFoundError", $"[Errno 2] No such file or directory: '{call.Text("image")}'");
        var bytes = File.ReadAllBytes(path);
        var picture = (Raster?)PngReader.Read(bytes) ?? StandIn(bytes)
            ?? throw new NodeFailedException("PIL.UnidentifiedImageError", $"cannot identify image file '{path}'");
        return ValueTask.FromResult(NodeResult.Of(new Images([picture]), new Mask(new Solid(64, 64, 0))));
    }

    /// <summary>For formats that are known but not read here: a picture that belongs to the file's bytes.</summary>
    private static Landscape? StandIn(ReadOnlySpan<byte> bytes)
    {
        var known = IsJpeg(bytes) || bytes.StartsWith("GIF8"u8) || bytes.StartsWith("RIFF"u8)
            || (bytes.StartsWith(Png.Signature) && bytes.Length > 33);
        var hash = BitConverter.ToUInt64(SHA256.HashData(bytes));
        return known ? new Landscape(512, 512, hash, hash) : null;
    }

    private static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes.Length > 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF;
}
