using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Editor;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>Any graph that is drawn by the editor's means, with reroutes and bypassed nodes on its links, is that graph again.</summary>
public sealed class EditorConversionPropertyTests
{
    private const int Reroute = 0;
    private const int Bypassed = 4;

    private static readonly Dictionary<string, NodeClass> Classes = KnownNodes.Read("""
        {
          "Source": {"input": {"required": {
            "seed": ["INT", {"min": 0, "max": 18446744073709551615, "control_after_generate": true}],
            "text": ["STRING", {"multiline": true}], "strength": ["FLOAT", {"min": -1, "max": 1}], "mode": [["a", "b"], {}]}}, "output": ["IMAGE"]},
          "Mix": {"input": {"required": {"image1": ["IMAGE"], "blend": ["FLOAT", {}], "image2": ["IMAGE"]}}, "output": ["IMAGE"]},
          "Blur": {"input": {"required": {"image": ["IMAGE"], "radius": ["INT", {}]}}, "output": ["IMAGE"]},
          "SaveImage": {"input": {"required": {"images": ["IMAGE"], "filename_prefix": ["STRING", {}]}}, "output": [], "output_node": true}
        }
        """);

    private static readonly Gen<string> Texts = Gen.Elements(
        "", "a \"cat\"", "{{prompt}}", "\\\n\u0001", "日本 é 😀", "randomize", "[\"1\",0]");

    /// <summary>What a node is, which of the ones before it reads, what lies on the way there, and its values.</summary>
    private static readonly Gen<Drawn> Nodes =
        from kind in Gen.Elements("Source", "Mix", "Mix", "SaveImage")
        from links in Gen.Choose(0, 1_000).ArrayOf(2)
        from ways in Gen.Elements(Reroute, Bypassed).ArrayOf().Resize(3).ArrayOf(2)
        from seed in ArbMap.Default.GeneratorFor<ulong>()
        from text in Texts
        from number in Gen.Elements(0.5, -1, 0, 0.333)
        select new Drawn(kind, links, ways, seed, text, number);

    [Fact]
    public void What_is_drawn_becomes_the_graph_that_was_meant() => Prop.ForAll(
        Nodes.ArrayOf().Resize(12).ToArbitrary(),
        drawn =>
        {
            var canvas = new Canvas();
            foreach (var node in drawn.Prepend(new("Source", [0, 0], [[], []], 5, "first", 0)))
            {
                canvas.Add(node);
            }

            using var file = JsonDocument.Parse(canvas.File().ToJsonString());
            var graph = JsonNode.Parse(
                Encoding.UTF8.GetString(EditorConversion.Convert(file.RootElement, Classes, new WorkflowLimits()).Span))!.AsObject();
            graph.Select(node => node.Key).Order().ShouldBe(canvas.Meant.Select(node => node.Key).Order());
            foreach (var (id, meant) in canvas.Meant)
            {
                graph[id]!["class_type"]!.GetValue<string>().ShouldBe(meant!["class_type"]!.GetValue<string>());
                JsonNode.DeepEquals(graph[id]!["inputs"], meant["inputs"]).ShouldBeTrue($"{graph[id]} is not {meant}");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private sealed record Drawn(string Kind, int[] Links, int[][] Ways, ulong Seed, string Text, double Number);

    /// <summary>The editor's file, and beside it the graph that is meant.</summary>
    private sealed class Canvas
    {
        private readonly JsonArray Nodes = [];
        private readonly JsonArray _links = [];
        private readonly List<int> _sources = [];
        private int _lastId;

        public JsonObject Meant { get; } = [];

        public JsonObject File() => new() { ["nodes"] = Nodes, ["links"] = _links, ["version"] = 0.4 };

        public void Add(Drawn drawn)
        {
            var from = drawn.Kind == "Source" ? [] : drawn.Links.Select(link => _sources[link % _sources.Count]).ToArray();
            var id = ++_lastId;
            var key = id.ToString(CultureInfo.InvariantCulture);
            JsonArray Meet(int input) => [from[input].ToString(CultureInfo.InvariantCulture), 0];
            (string[] Sockets, JsonArray Widgets, JsonObject Inputs) parts = drawn.Kind switch
            {
                "Source" => ([], [drawn.Seed, "randomize", drawn.Text, drawn.Number, "b"],
                    new() { ["seed"] = drawn.Seed, ["text"] = drawn.Text, ["strength"] = drawn.Number, ["mode"] = "b" }),
                "Mix" => (["image1", "image2"], [drawn.Number],
                    new() { ["image1"] = Meet(0), ["blend"] = drawn.Number, ["image2"] = Meet(1) }),
                _ => (["images"], [drawn.Text], new() { ["images"] = Meet(0), ["filename_prefix"] = drawn.Text }),
            };
            var node = Put(id, drawn.Kind, parts.Sockets, parts.Widgets);
            for (var input = 0; input < parts.Sockets.Length; input++)
            {
                Connect(drawn.Ways[input].Aggregate(from[input], Through), node, input);
            }

            Meant[key] = new JsonObject { ["class_type"] = drawn.Kind, ["inputs"] = parts.Inputs };
            if (drawn.Kind != "SaveImage")
            {
                _sources.Add(id);
            }
        }

        /// <summary>A node more on the way, whose output is the same.</summary>
        private int Through(int from, int way)
        {
            var id = ++_lastId;
            var node = way == Reroute ? Put(id, "Reroute", [""], []) : Put(id, "Blur", ["image"], [3], Bypassed);
            Connect(from, node, 0);
            return id;
        }

        private JsonObject Put(int id, string type, string[] sockets, JsonArray widgets, int mode = 0)
        {
            var node = new JsonObject
            {
                ["id"] = id,
                ["type"] = type,
                ["mode"] = mode,
                ["inputs"] = new JsonArray([.. sockets.Select(name => new JsonObject { ["name"] = name, ["type"] = "IMAGE" })]),
                ["outputs"] = new JsonArray(new JsonObject { ["name"] = "IMAGE", ["type"] = "IMAGE" }),
                ["widgets_values"] = widgets,
            };
            Nodes.Add(node);
            return node;
        }

        private void Connect(int from, JsonObject to, int input)
        {
            var link = _links.Count + 1;
            _links.Add(new JsonArray(link, from, 0, to["id"]!.GetValue<int>(), input, "IMAGE"));
            to["inputs"]![input]!["link"] = link;
        }
    }
}
