using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.UnitTests.Workflows;

public sealed class OutputChoiceTests
{
    /// <summary>Node n reads node n-1, so that later nodes have more behind them.</summary>
    private static readonly string Chain = string.Join(",", Enumerable.Range(1, 5)
        .Select(i => Node($"{i}", "Work", i == 1 ? "" : $"\"a\":[\"{i - 1}\",0]")));

    [Fact]
    public void Of_several_savers_it_is_the_one_that_most_nodes_work_for()
    {
        Output(Node("s", "SaveImage", "\"images\":[\"2\",0]"), Node("t", "SaveImage", "\"images\":[\"5\",0]")).ShouldBe("t");
        Output(Node("s", "SaveImage", "\"images\":[\"5\",0]"), Node("t", "SaveImage", "\"images\":[\"2\",0]")).ShouldBe("s");
        Output(Node("s", "SaveImage", "\"images\":[\"3\",0]"), Node("t", "SaveImage", "\"images\":[\"3\",0]")).ShouldBe("s");
    }

    [Fact]
    public void Of_a_frame_and_its_video_it_is_the_video() =>
        Output(Node("s", "SaveImage", "\"images\":[\"5\",0]"), Node("v", "VHS_VideoCombine", "\"images\":[\"5\",0]")).ShouldBe("v");

    [Theory]
    [InlineData("SaveVideo")]
    [InlineData("SaveWEBM")]
    [InlineData("SaveAnimatedWEBP")]
    [InlineData("VHS_VideoCombine")]
    [InlineData("ADE_AnimateDiffCombine_Video_Combine")]
    [InlineData("SaveAudioMP3")]
    [InlineData("SaveGLB")]
    [InlineData("SaveImageWebsocket")]
    [InlineData("ETN_SendImageWebSocket")]
    [InlineData("Image Save")]
    [InlineData("Save Image w/Metadata")]
    [InlineData("SaveImageExtended")]
    [InlineData("Hy3DExportMesh")]
    public void A_saver_of_any_kind_is_an_output_and_comes_before_what_only_shows(string saver) => Output(
        Node("p", "PreviewImage", "\"images\":[\"5\",0]"), Node("s", saver, "\"images\":[\"2\",0]"),
        Node("t", "ShowText|pysssss", "\"text\":[\"5\",0]"), Node("l", "SaveLatent", "\"samples\":[\"5\",0]")).ShouldBe("s");

    [Theory]
    [InlineData("PreviewImage", "p")]
    [InlineData("PreviewAny", "p")]
    [InlineData("SaveLatent", "p")]
    [InlineData("Somebodys", "p")]
    [InlineData("MaskPreview", "p")]
    public void Without_a_saver_it_is_what_there_is(string shower, string id) => Output(Node("p", shower, "\"x\":[\"5\",0]")).ShouldBe(id);

    [Fact]
    public void A_picture_comes_before_text_and_before_what_is_not_known() => Output(
        Node("t", "ShowText|pysssss", "\"text\":[\"5\",0]"), Node("x", "Somebodys", "\"x\":[\"5\",0]"),
        Node("p", "PreviewImage", "\"images\":[\"2\",0]")).ShouldBe("p");

    [Fact]
    public void A_mark_comes_before_everything() => Output(
        Node("s", "SaveImage", "\"images\":[\"5\",0]"),
        "\"m\":{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":[\"1\",0]},\"_meta\":{\"title\":\"{{output_node_id}}\"}}").ShouldBe("m");

    [Theory]
    [InlineData("ConditioningCombine")]
    [InlineData("LoadImageOutput")]
    [InlineData("KSampler")]
    [InlineData("UnsavedLoader")]
    public void A_class_that_is_no_saver_is_not_taken_for_one(string classType) => Output(
        Node("x", classType, "\"a\":[\"5\",0]"), Node("p", "PreviewAny", "\"source\":[\"1\",0]")).ShouldBe("p");

    [Fact]
    public void What_a_server_says_comes_before_names()
    {
        var classes = Classes(("SaveNothing", false), ("ImageSaver", false), ("Somebodys", true), ("PreviewImage", true));
        Output(classes, Node("a", "ImageSaver", "\"a\":[\"5\",0]"), Node("x", "Somebodys", "\"a\":[\"2\",0]"),
            Node("p", "PreviewImage", "\"images\":[\"5\",0]")).ShouldBe("x");
        Should.Throw<ArtEngine.Workflows.Domain.BrokenWorkflowException>(() => Output(classes, Node("a", "SaveNothing", "\"a\":[\"5\",0]")))
            .Message.ShouldStartWith("It has no output node.");
    }

    [Fact]
    public void A_chain_that_ends_in_no_output_is_left_out_when_a_server_says_so()
    {
        var file = $"{{{Chain},{Node("l", "Odd", "\"a\":[\"1\",0],\"lora_name\":\"absent.safetensors\"")},{Node("s", "SaveImage", "\"images\":[\"5\",0]")}}}";
        Samples.Compile(file).NodeCount.ShouldBe(7);
        WorkflowTemplate.Compile("x", System.Text.Encoding.UTF8.GetBytes(file), classes: Classes(("Odd", false))).NodeCount.ShouldBe(6);
    }

    [Fact]
    public void A_forgotten_loader_is_left_out_without_asking() => Samples.Compile(
        $"{{{Chain},{Node("l", "LoraLoader", "\"a\":[\"1\",0]")},{Node("s", "SaveImage", "\"images\":[\"5\",0]")}}}").NodeCount.ShouldBe(6);

    [Fact]
    public void A_dangling_link_matters_only_where_an_output_needs_it()
    {
        var save = Node("s", "SaveImage", "\"images\":[\"5\",0]");
        Samples.Compile($"{{{Chain},{Node("x", "Odd", "\"a\":[\"gone\",0]")},{save}}}").NodeCount.ShouldBe(6);
        Samples.Reason($"{{{Chain},{Node("x", "Odd", "\"a\":[\"gone\",0]")},{Node("p", "PreviewImage", "\"images\":[\"x\",0]")},{save}}}")
            .ShouldBe("Node \"x\" (Odd), input \"a\": it is linked to node \"gone\", which is not in the file.");
    }

    private static string Output(params string[] nodes) => Output([], nodes);

    private static string Output(Dictionary<string, NodeClass> classes, params string[] nodes) => WorkflowTemplate.Compile(
        "x", System.Text.Encoding.UTF8.GetBytes($"{{{Chain},{string.Join(",", nodes)}}}"), classes: classes).OutputNodeId;

    private static Dictionary<string, NodeClass> Classes(params (string Name, bool IsOutput)[] classes) =>
        classes.ToDictionary(one => one.Name, one => new NodeClass(one.Name, one.IsOutput, [], []));

    private static string Node(string id, string classType, string inputs) =>
        $"\"{id}\":{{\"class_type\":\"{classType}\",\"inputs\":{{{inputs}}}}}";
}
