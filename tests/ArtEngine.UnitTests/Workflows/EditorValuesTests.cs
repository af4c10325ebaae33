using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Editor;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>Whose the values of a node are that the editor saved in a list.</summary>
public sealed class EditorValuesTests
{
    private static readonly Dictionary<string, NodeClass> Classes = KnownNodes.Read("""
        {
          "Power Lora Loader (rgthree)": {"input": {"required": {}, "optional": {"model": ["MODEL"], "clip": ["CLIP"]}}, "output": ["MODEL", "CLIP"]},
          "Draws": {"input": {"required": {"image": ["IMAGE"]}}, "output": ["IMAGE"]},
          "Shows": {"input": {"required": {"text": ["STRING", {"forceInput": true}]}}, "output": [], "output_node": true},
          "Replace": {"input": {"required": {
            "text": ["STRING", {"forceInput": true}], "find": ["STRING", {}], "replace": ["STRING", {}]}}, "output": ["STRING"]},
          "Late": {"input": {"required": {"seed": ["INT", {}], "text": ["STRING", {}], "count": ["INT", {"forceInput": true}]}}, "output": []},
          "VHS_VideoCombine": {"input": {"required": {"images": ["IMAGE"], "frame_rate": ["FLOAT", {}], "format": [["video/h264-mp4"]]}}, "output": []},
          "Switch": {"input": {"required": {"switch": ["BOOLEAN", {}], "on_false": ["COMFY_MATCHTYPE_V3", {}], "on_true": ["COMFY_MATCHTYPE_V3", {}]}},
            "output": ["COMFY_MATCHTYPE_V3"]},
          "Grows": {"input": {"required": {"images": ["COMFY_AUTOGROW_V3", {}], "text": ["STRING", {}]}}, "output": ["IMAGE"]},
          "Moves": {"input": {"required": {"mode": ["COMFY_DYNAMICCOMBO_V3", {}], "text": ["STRING", {}]}}, "output": ["IMAGE"]},
          "Efficient": {"input": {"required": {"seed": ["INT", {}], "steps": ["INT", {}], "cfg": ["FLOAT", {}], "name": [["euler"]]}}, "output": ["IMAGE"]},
          "Chooser": {"input": {"required": {"file": [["a", "b"], {"control_after_generate": true}], "text": ["STRING", {}]}}, "output": ["IMAGE"]},
          "Paints": {"input": {"required": {"color": ["COLOR", {}], "text": ["STRING", {}]}}, "output": ["IMAGE"]},
          "Crops": {"input": {"required": {"image": ["IMAGE"], "box": ["BOUNDING_BOX", {}], "scale": ["FLOAT", {}]}}, "output": ["IMAGE"]},
          "Own": {"input": {"required": {"thing": ["THING", {}], "text": ["STRING", {}]}}, "output": ["IMAGE"]}
        }
        """);

    [Theory]
    [InlineData("", """{"on":true,"lora":"a.safetensors","strength":0.5}""")]
    [InlineData(""", "properties": {"Show Strengths": "Separate Model & Clip"}""", """{"on":true,"lora":"a.safetensors","strength":0.5,"strengthTwo":1}""")]
    public void Loras_of_the_power_lora_loader_are_numbered_as_its_pack_does(string properties, string first)
    {
        var inputs = Inputs($$"""
            "type": "Power Lora Loader (rgthree)"{{properties}}, "widgets_values": [{}, {"type": "PowerLoraLoaderHeaderWidget"},
              {"on": true, "lora": "a.safetensors", "strength": 0.5, "strengthTwo": null},
              {"on": false, "lora": "b.safetensors", "strength": 1}, {}, ""]
            """);
        inputs.Select(input => input.Key).ShouldBe(["lora_1", "lora_2"]);
        inputs["lora_1"]!.ToJsonString().ShouldBe(first);
        inputs["lora_2"]!["lora"]!.GetValue<string>().ShouldBe("b.safetensors");
    }

    [Fact]
    public void Of_a_member_that_a_lora_has_twice_the_last_one_counts() => Inputs("""
        "type": "Power Lora Loader (rgthree)", "widgets_values": [{"on": true, "lora": "a", "lora": "b", "strengthTwo": 1, "strengthTwo": 2}]
        """)["lora_1"]!.ToJsonString().ShouldBe("""{"on":true,"lora":"b"}""");

    [Theory]
    [InlineData("""[{"points": [1, 2]}]""")]
    [InlineData("""["", [[0, 0], [1, 1]]]""")]
    public void Drawn_values_that_no_input_takes_are_told(string values) => Fault($$"""
        "type": "Draws", "widgets_values": {{values}}
        """).ShouldContain("Node \"1\" (Draws): it has values that none of its inputs takes");

    [Theory]
    [InlineData("\"Draws\"", """[{}, [], "", null, 7]""")]
    [InlineData("\"Shows\"", """["", ["what it showed"]]""")]
    [InlineData("\"Shows\"", """[[{"name": "A", "url": "/view"}], {}]""")]
    public void What_is_empty_or_only_shown_does_no_harm(string type, string values) =>
        Inputs($"\"type\": {type}, \"widgets_values\": {values}").Count.ShouldBe(0);

    [Theory]
    [InlineData("\"Replace\"", """["", "cat", "dog"]""", """{"find":"cat","replace":"dog"}""")]
    [InlineData("\"Replace\"", """["cat", "dog"]""", """{"find":"cat","replace":"dog"}""")]
    [InlineData("\"Replace\"", """["cat", "dog", "shown", "shown"]""", """{"find":"cat","replace":"dog"}""")]
    [InlineData("\"Late\"", """[7, "randomize", "t", 0]""", """{"seed":7,"text":"t"}""")]
    public void Before_1_16_the_editor_kept_a_value_for_each_socket_that_could_have_been_one(string type, string values, string expected) =>
        Inputs($"\"type\": {type}, \"widgets_values\": {values}").ToJsonString().ShouldBe(expected);

    [Fact]
    public void Values_by_name_are_there_as_they_are_also_those_that_only_a_format_has() => Inputs("""
        "type": "VHS_VideoCombine", "widgets_values": {"frame_rate": 16, "format": "video/h264-mp4", "pix_fmt": "yuv420p", "crf": 19,
          "save_metadata": false, "trim_to_audio": false, "videopreview": {"hidden": false, "params": {}}}
        """).ToJsonString().ShouldBe(
            """{"frame_rate":16,"format":"video/h264-mp4","pix_fmt":"yuv420p","crf":19,"save_metadata":false,"trim_to_audio":false}""");

    [Fact]
    public void One_by_name_that_does_not_fit_is_told() => Fault("""
        "type": "VHS_VideoCombine", "widgets_values": {"frame_rate": "fast"}
        """).ShouldContain("\"frame_rate\" cannot be \"fast\"");

    [Fact]
    public void A_socket_that_takes_what_others_take_is_one() => Inputs("""
        "type": "Switch", "inputs": [{"name": "on_false", "link": null}, {"name": "on_true", "link": null}], "widgets_values": [true]
        """).ToJsonString().ShouldBe("""{"switch":true}""");

    [Fact]
    public void Inputs_that_grow_are_passed_by_their_links()
    {
        var graph = Convert("""
            {"id": 1, "type": "Grows", "inputs": [{"name": "images.image0", "type": "IMAGE", "link": 1},
              {"name": "images.image1", "type": "IMAGE", "link": null}], "widgets_values": ["t"]},
            {"id": 2, "type": "Paints", "outputs": [{"type": "IMAGE"}], "widgets_values": ["#ffffff", "p"]}
            """, """[1, 2, 0, 1, 0, "IMAGE"]""");
        graph["1"]!["inputs"]!.ToJsonString().ShouldBe("""{"text":"t","images.image0":["2",0]}""");
    }

    [Theory]
    [InlineData("""
        "type": "Grows", "inputs": [{"name": "images.text0", "type": "STRING", "link": null, "widget": {"name": "images.text0"}}],
          "widgets_values": ["a", "t"]
        """, "images")]
    [InlineData("""
        "type": "Grows", "widgets_values": ["a", "t"]
        """, "images")]
    [InlineData("""
        "type": "Moves", "widgets_values": ["wide", 7, "t"]
        """, "mode")]
    public void Inputs_whose_values_have_no_names_in_the_file_are_told(string node, string input) =>
        Fault(node).ShouldContain($"its input \"{input}\" changes with its values");

    [Fact]
    public void With_names_they_are_read() => Inputs("""
        "type": "Moves", "widgets_values": ["wide", 7, "t"], "widgets_values_named": {"mode": "wide", "mode.width": 7, "text": "t"}
        """).ToJsonString().ShouldBe("""{"mode":"wide","text":"t","mode.width":7}""");

    [Theory]
    [InlineData("\"Efficient\"", """[5, null, 7, 1.5, "euler"]""", """{"seed":5,"steps":7,"cfg":1.5,"name":"euler"}""")]
    [InlineData("\"Efficient\"", """[5, "fixed", 7, 1.5, "euler"]""", """{"seed":5,"steps":7,"cfg":1.5,"name":"euler"}""")]
    [InlineData("\"Chooser\"", """["a", "randomize", "", "t"]""", """{"file":"a","text":"t"}""")]
    [InlineData("\"Chooser\"", """["a", "increment-wrap", "/b/", "t"]""", """{"file":"a","text":"t"}""")]
    [InlineData("\"Paints\"", """["#ff0000", "t"]""", """{"color":"#ff0000","text":"t"}""")]
    [InlineData("\"Paints\"", """["t"]""", """{"text":"t"}""")]
    [InlineData("\"Crops\"", """[{"x": 1, "y": 2, "width": 3, "height": 4}, 1, 2, 3, 4, 0.5]""", """{"box":{"x":1,"y":2,"width":3,"height":4},"scale":0.5}""")]
    [InlineData("\"Own\", \"inputs\": [{\"name\": \"thing\", \"link\": null, \"widget\": {\"name\": \"thing\"}}]", """["x", "t"]""", """{"thing":"x","text":"t"}""")]
    [InlineData("\"Own\"", """["t"]""", """{"text":"t"}""")]
    public void Each_widget_has_as_many_values_as_the_editor_keeps_for_it(string type, string values, string expected) =>
        Inputs($"\"type\": {type}, \"widgets_values\": {values}").ToJsonString().ShouldBe(expected);

    [Fact]
    public void Names_go_before_the_order() => Inputs("""
        "type": "Efficient", "widgets_values": [7, 5, "fixed", 1.5, "euler"],
          "widgets_values_named": {"steps": 7, "seed": 5, "control_after_generate": "fixed", "cfg": 1.5, "name": "euler", "button": null}
        """).ToJsonString().ShouldBe("""{"seed":5,"steps":7,"cfg":1.5,"name":"euler"}""");

    [Fact]
    public void Drawn_values_are_told_with_names_too() => Fault("""
        "type": "Draws", "widgets_values": [{"points": [1]}], "widgets_values_named": {"editor": {"points": [1]}}
        """).ShouldContain("it has values that none of its inputs takes");

    private static JsonObject Inputs(string node) => Convert($"{{\"id\": 1, {node}}}")["1"]!["inputs"]!.AsObject();

    private static string Fault(string node) => Should.Throw<BrokenWorkflowException>(() => Inputs(node)).Message;

    private static JsonObject Convert(string nodes, string links = "")
    {
        var file = JsonElement.Parse($$"""{"nodes": [{{nodes}}], "links": [{{links}}]}""");
        return JsonNode.Parse(Encoding.UTF8.GetString(EditorConversion.Convert(file, Classes, new WorkflowLimits()).Span))!.AsObject();
    }
}
