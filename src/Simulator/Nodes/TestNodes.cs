using ArtEngine.ComfySimulator.Json;
using ArtEngine.ComfySimulator.Painting;
using static ArtEngine.ComfySimulator.Nodes.NodeInput;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>The small nodes of the protocol captures: they make happen what good workflows avoid.</summary>
internal static class TestNodes
{
    private const string Nonce = "nonce";

    public static IReadOnlyList<NodeType> All { get; } =
    [
        Test("ArtSleep") with
        {
            SeesItsId = true,
            Inputs =
            [
                Link("image", "IMAGE"), Float("seconds", 2.0, 0, 600), Int("steps", 4, 1, 1000), OneOf("preview", "none", "JPEG", "PNG"),
                Int(Nonce, 0, 0, 9007199254740992), Int("preview_size", 64, 8, 8192).Optional(),
            ],
            Outputs = ["IMAGE"],
            Run = SleepAsync,
        },
        Test("ArtHardSleep") with
        {
            Inputs = [Link("image", "IMAGE"), Float("seconds", 2.0, 0, 600), Int(Nonce, 0, null, null)],
            Outputs = ["IMAGE"],
            Run = HardSleepAsync,
        },
        Test("ArtFail") with
        {
            Inputs = [Link("image", "IMAGE"), Text("message", "boom"), Int(Nonce, 0, null, null)],
            Outputs = ["IMAGE"],
            Run = call => throw (call.Text("message") == "OOM"
                ? NodeFailedException.OutOfMemory()
                : new NodeFailedException("ValueError", call.Text("message"))),
        },
        Test("ArtUi") with
        {
            Inputs = [OneOf("kind", "text", "nan", "gifs", "mixed", "none"), Int(Nonce, 0, null, null)],
            IsOutput = true,
            Run = call => ValueTask.FromResult(new NodeResult([], OddOutput(call.Text("kind")))),
        },
        Test("ArtChanged") with
        {
            Inputs = [Link("image", "IMAGE")],
            Outputs = ["IMAGE"],
            AlwaysRuns = true,
            MarksNaN = true,
            Run = NodeType.Pure(call => call.Get<Images>("image")),
        },
        Test("ArtBlock") with
        {
            Inputs = [Link("image", "IMAGE"), Text("message", "")],
            Outputs = ["IMAGE"],
            Run = NodeType.Pure(call => new Blocked(call.Text("message") is { Length: > 0 } message ? message : null)),
        },
        Test("ArtProgressText") with
        {
            SeesItsId = true,
            Inputs = [Link("image", "IMAGE"), Text("text", "hi"), Int(Nonce, 0, null, null)],
            Outputs = ["IMAGE"],
            Run = SpeakAsync,
        },
        Test("ArtExit") with
        {
            Inputs = [Link("image", "IMAGE"), Int(Nonce, 0, null, null)],
            Outputs = ["IMAGE"],
            Run = ExitAsync,
        },
    ];

    private static NodeType Test(string name) => new(name, "arttest")
    {
        Title = name,
        Module = "custom_nodes.arttest",
        Run = _ => ValueTask.FromResult(NodeResult.Nothing),
    };

    private static async ValueTask<NodeResult> SleepAsync(NodeCall call)
    {
        var steps = call.Int("steps");
        var size = call.Has("preview_size") ? call.Int("preview_size") : 64;
        var preview = call.Text("preview") == "none" ? null : new Landscape(size, size, call.PaintSeed(0), call.PaintSeed(0));
        for (var step = 1; step <= steps; step++)
        {
            await call.Report.WorkAsync(TimeSpan.FromSeconds(call.Float("seconds") / steps));
            await call.Report.StepAsync(step, steps, preview);
        }

        return NodeResult.Of(call.Get<Images>("image"));
    }

    private static async ValueTask<NodeResult> HardSleepAsync(NodeCall call)
    {
        await call.Report.WorkAsync(TimeSpan.FromSeconds(call.Float("seconds")));
        return NodeResult.Of(call.Get<Images>("image"));
    }

    private static ValueTask<NodeResult> SpeakAsync(NodeCall call)
    {
        call.Report.Say(call.Text("text"));
        return ValueTask.FromResult(NodeResult.Of(call.Get<Images>("image")));
    }

    private static async ValueTask<NodeResult> ExitAsync(NodeCall call)
    {
        // Long enough for what was said so far to leave.
        await call.Report.WorkAsync(TimeSpan.FromMilliseconds(50));
        call.Report.Die();
        return NodeResult.Of(call.Get<Images>("image"));
    }

    /// <summary>Shapes that real custom nodes produce, bare NaN among them.</summary>
    private static RawJson? OddOutput(string kind) => kind switch
    {
        "text" => new RawJson("""{"text": ["hello", "world"]}"""),
        "nan" => new RawJson("""{"value": [NaN, Infinity]}"""),
        "gifs" => new RawJson(
            """{"gifs": [{"filename": "x.mp4", "subfolder": "v", "type": "output", "format": "video/h264-mp4",""" +
            """ "frame_rate": 8.0, "fullpath": "/abs/x.mp4"}]}"""),
        "mixed" => new RawJson("""{"a": ["x"], "b": [{"k": 1}], "c": [null, 3, true], "d": [true]}"""),
        _ => null,
    };
}
