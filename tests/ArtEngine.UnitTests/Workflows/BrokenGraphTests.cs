using System.Text;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.UnitTests.Workflows;

public sealed class BrokenGraphTests
{
    private const string Save = "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"1\",0]}}";

    public static TheoryData<string, string> BadFiles => new()
    {
        { "", "The file is empty." },
        { " \r\n\t", "The file is empty." },
        { "[]", "It is not a JSON object of nodes. In ComfyUI use \"Export (API)\" and save that file here." },
        { "\"text\"", "It is not a JSON object of nodes." },
        { "7", "It is not a JSON object of nodes." },
        { "null", "It is not a JSON object of nodes." },
        { "{}", "It has no nodes." },
        { "{", "It is not valid JSON: line 1, column 2: " },
        { "{\"1\":", "It is not valid JSON: line 1, column 6: " },
        { "{\n  \"1\": NaN\n}", "It is not valid JSON: line 2, column 8: 'N' is an invalid start of a value." },
        { "{\n \"é\U0001F600\": x}", "It is not valid JSON: line 2, column 9: " },
        { "{\"1\":{}} {}", "It is not valid JSON: line 1, column 10: " },
        { "{\"1\":{},}", "It is not valid JSON: line 1, column 9: " },
        { "{/* c */\"1\":{}}", "It is not valid JSON: line 1, column 2: " },
        { "{'1':{}}", "It is not valid JSON: line 1, column 2: " },
        { "{\"1\":{\"a\":\"\n\"}}", "It is not valid JSON: line 1, column 12: " },
        { "{\"nodes\":[{\"id\":1}],\"links\":[[1,2]],\"version\":0.4}",
            "It is a file of ComfyUI's editor. It can be used as soon as a ComfyUI server has said what its nodes are; or choose " +
            "\"Export (API)\"" },
        { "{\"1\":{},}", "Take that comma out." },
        { Linked("[1,0]"), "Node \"9\" (SaveImage), input \"images\": a link is written [\"1\", 0], with the node's id in quotation marks, and not [1, 0]." },
        { Linked("\"\\ud800\""), "Node \"9\" holds half of a surrogate pair in its input \"images\". Write that text anew." },
        { Linked("{\"a\":[\"x\\udc00\"]}"), "Node \"9\" holds half of a surrogate pair in its input \"images\"." },
        { "{\"1\":{\"class_type\":\"A\",\"inputs\":{}},\"1\":{\"class_type\":\"A\",\"inputs\":{}}}", "Node \"1\" is there twice." },
        { "{\"1\":{\"class_type\":\"A\",\"inputs\":{}},\"\\u0031\":{}}", "Node \"1\" is there twice." },
        { "{\"\\ud800\":{}}", "The id of a node holds half of a surrogate pair." },
        { "{\"1\":{\"class_type\":\"\\ud800\",\"inputs\":{}}}", "Node \"1\" holds half of a surrogate pair in a name." },
        { "{\"1\":{\"class_type\":\"A\",\"class_type\":\"B\",\"inputs\":{}}}", "Node \"1\" names one of its keys twice." },
        { "{\"1\":{\"class_type\":\"A\",\"inputs\":{\"seed\":1,\"seed\":2}}}", "Node \"1\" names one of its keys twice." },
        { "{\"1\":{\"class_type\":\"{{node}}\",\"inputs\":{}}}",
            "Node \"1\" has a placeholder as class_type; a node's class must be " +
            "fixed." },
        { "{" + Save + "}", "Node \"9\" (SaveImage), input \"images\": it is linked to node \"1\", which is not in the file." },
        { Linked("[\"{{x}}\",0]"), "Node \"9\" (SaveImage), input \"images\": it is linked to node \"{{x}}\", which is not in the file." },
        { Linked("[\"2\",true]"), "Node \"9\" (SaveImage), input \"images\": it is linked to node \"2\", which is not in the file." },
        { Linked("[\"1\",-1]"),
            "Node \"9\" (SaveImage), input \"images\": the link to node \"1\" has no valid slot; the second value " +
            "must be an integer from 0." },
        { Linked("[\"1\",0.5]"), "the link to node \"1\" has no valid slot" },
        { Linked("[\"1\",1.0]"), "the link to node \"1\" has no valid slot" },
        { Linked("[\"1\",\"0\"]"), "the link to node \"1\" has no valid slot" },
        { Linked("[\"1\",null]"), "the link to node \"1\" has no valid slot" },
        { Linked("[\"1\",\"{{slot}}\"]"), "the link to node \"1\" has no valid slot" },
        { Linked("[\"1\",99999999999]"), "the link to node \"1\" has no valid slot" },
        { "{\"1\":{\"inputs\":{}}," + Save + "}",
            "Node \"1\" has no \"class_type\" and is read by node \"9\". Export the workflow " +
            "again with \"Export (API)\"." },
        { "{\"1\":{\"class_type\":\"\",\"inputs\":{}}," + Save + "}", "Node \"1\" has no \"class_type\" and is read by node \"9\"." },
        { "{\"1\":{\"class_type\":7,\"inputs\":{}}," + Save + "}", "Node \"1\" has no \"class_type\" and is read by node \"9\"." },
        { "{\"1\":{\"class_type\":\"A\"}," + Save + "}", "Node \"1\" (A) has no \"inputs\" and is read by node \"9\"." },
        { "{\"1\":{\"class_type\":\"A\",\"inputs\":[]}," + Save + "}", "Node \"1\" (A) has no \"inputs\" and is read by node \"9\"." },
        { "{\"1\":5," + Save + "}", "Node \"1\" has no \"class_type\" and is read by node \"9\"." },
        { "{\"9\":{\"class_type\":\"SaveImage\"}}", "Node \"9\" (SaveImage) has no \"inputs\". Export" },
        { "{\"1\":{\"class_type\":\"EmptyImage\",\"inputs\":{}}}", "It has no output node. Add one that saves what it makes, such as SaveImage, or write {{output_node_id}} into the title" },
        { "{\"1\":7}", "It has no output node." },
        { "{\"1\":{\"class_type\":\"A\",\"inputs\":{\"a\":[\"2\",0]}},\"2\":{\"class_type\":\"A\",\"inputs\":{\"a\":[\"1\",0]}}," + Save + "}", "Its nodes read each other in a circle: \"1\", \"2\", \"1\"." },
        { "{\"1\":{\"class_type\":\"A\",\"inputs\":{\"a\":[\"1\",0]}}," + Save + "}", "Its nodes read each other in a circle: \"1\", \"1\"." },
        { "{\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"9\",0]}}}", "Its nodes read each other in a circle: \"9\", \"9\"." },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_file_is_refused_with_a_sentence(string file, string sentence) =>
        Samples.Reason(file).ShouldContain(sentence, Case.Sensitive);

    [Fact]
    public void Text_in_another_encoding_is_refused() =>
        Should.Throw<BrokenWorkflowException>(() => WorkflowTemplate.Compile("x", Encoding.Latin1.GetBytes(Samples.Graph("\"a\":\"é\""))))
            .Message.ShouldBe("It is not UTF-8 text.");

    [Fact]
    public void Too_many_nodes_are_refused()
    {
        var nodes = string.Join(",", Enumerable.Range(100, 2_000).Select(i => $"\"{i}\":{{}}"));
        Samples.Reason($"{{{nodes},{Save}}}").ShouldBe("It has more than 2000 nodes.");
    }

    [Fact]
    public void A_long_chain_is_no_trouble()
    {
        var chain = Enumerable.Range(1, 1_998)
            .Select(i => $"\"n{i}\":{{\"class_type\":\"A\",\"inputs\":{{\"a\":[\"n{i - 1}\",0],\"b\":[\"n{i - 1}\",1]}}}}");
        var graph = $"{{\"n0\":{{\"class_type\":\"A\",\"inputs\":{{}}}},{string.Join(",", chain)},\"s\":{{\"class_type\":\"SaveImage\",\"inputs\":{{\"i\":[\"n1998\",0]}}}}}}";
        Samples.Compile(graph).NodeCount.ShouldBe(2_000);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, true)]
    [InlineData(62, false)]
    public void A_file_is_nested_at_most_64_levels_deep(int lists, bool isAllowed)
    {
        var file = Samples.Graph($"\"a\":{new string('[', lists)}{new string(']', lists)}");
        if (isAllowed)
        {
            Samples.Compile(file).Fill().ShouldBe(file);
        }
        else
        {
            Samples.Reason(file).ShouldContain("depth of 64");
        }
    }

    [Theory]
    [InlineData("[\"a\",\"b\"]")]
    [InlineData("[\"1\",0,0]")]
    [InlineData("[2,0]")]
    [InlineData("[1,512]")]
    [InlineData("[1,0.5]")]
    [InlineData("[[\"7\",0]]")]
    [InlineData("{\"__value__\":[\"7\",0]}")]
    public void A_list_that_is_no_link_is_a_plain_value(string value) => Samples.Compile(Linked(value)).OutputNodeId.ShouldBe("9");

    private static string Linked(string link) =>
        "{\"1\":{\"class_type\":\"A\",\"inputs\":{}},\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":" + link + "}}}";
}
