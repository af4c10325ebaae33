namespace ArtEngine.UnitTests.Workflows;

public sealed class ParameterFileTests
{
    public static TheoryData<string, string> BadFiles => new()
    {
        { "", "Parameter file: The file is empty." },
        { "{\n\"parameters\": {,}}", "Parameter file: It is not valid JSON: line 2, column 16: " },
        { "[]", "Parameter file: It is not a JSON object." },
        { "{\"parameters\":[]}", "Parameter file: \"parameters\" must be an object." },
        { "{\"title\":7}", "Parameter file: \"title\" must be text." },
        { "{\"title\":\"a\",\"title\":\"b\"}", "Parameter file: It is not valid JSON" },
        { "{\"title\":\"\\ud800\"}", "Parameter file: It holds text that is not valid Unicode." },
        { "{\"parametres\":{}}",
            "Parameter file: \"parametres\" is not known here. Did you mean \"parameters\"? Known are $schema, " +
            "title, description, parameters, limits, literals, openai, metadata." },
        { "{\"metadata\":\"none\"}", "Parameter file: \"metadata\" must be \"keep\", \"strip\" or \"minimal\"." },
        { "{\"metadata\":true}", "Parameter file: \"metadata\" must be text." },
        { "{\"parameters\":{\"q\":{}}}", "Parameter file: no placeholder of the graph uses \"q\". Did you mean \"p\"?" },
        { "{\"parameters\":{\"job_id\":{}}}", "Parameter file: \"job_id\" is given by the system and cannot be a parameter." },
        { "{\"parameters\":{\"a b\":{}}}", "Parameter \"a b\": its name may hold only letters, digits, '_' and '-'." },
        { P("7"), "Parameter \"p\": it must be an object." },
        { P("{\"minimun\":1}"), "Parameter \"p\": \"minimun\" is not known here. Did you mean \"minimum\"? Known are type, " },
        { P("{\"type\":\"int\"}"), "Parameter \"p\": type \"int\" is not known. Known are string, integer, number, boolean, json, image, switch, mask, video, audio, file." },
        { P("{\"type\":\"interger\"}"), "Parameter \"p\": type \"interger\" is not known. Did you mean \"integer\"? Known are " },
        { P("{\"type\":null}"), "Parameter \"p\": \"type\" must be text." },
        { P("{\"type\":\"integer\",\"minimum\":0.5}"),
            "Parameter \"p\": \"minimum\" must be an integer from -9223372036854775808 to " +
            "18446744073709551615." },
        { P("{\"type\":\"integer\",\"maximum\":18446744073709551616}"), "Parameter \"p\": \"maximum\" must be an integer from " },
        { P("{\"type\":\"number\",\"minimum\":\"1\"}"), "Parameter \"p\": \"minimum\" must be a number." },
        { P("{\"type\":\"number\",\"maximum\":1e999}"), "Parameter \"p\": \"maximum\" must be a number." },
        { P("{\"type\":\"integer\",\"minimum\":2,\"maximum\":1}"), "Parameter \"p\": minimum is above maximum." },
        { P("{\"type\":\"integer\",\"multiple_of\":0}"), "Parameter \"p\": multiple_of must be above 0." },
        { P("{\"type\":\"string\",\"min_length\":-1}"), "Parameter \"p\": \"min_length\" must be an integer from 0." },
        { P("{\"type\":\"string\",\"min_length\":2,\"max_length\":1}"), "Parameter \"p\": min_length is above max_length." },
        { P("{\"type\":\"string\",\"minimum\":1}"),
            "Parameter \"p\": minimum, maximum and multiple_of are for the types integer and " +
            "number." },
        { P("{\"maximum\":1}"), "Parameter \"p\": minimum, maximum and multiple_of are for the types integer and number." },
        { P("{\"type\":\"integer\",\"max_length\":1}"), "Parameter \"p\": min_length and max_length are for the types string and image." },
        { P("{\"choices\":[]}"), "Parameter \"p\": \"choices\" must be a list with at least one value." },
        { P("{\"choices\":\"a\"}"), "Parameter \"p\": \"choices\" must be a list with at least one value." },
        { P("{\"type\":\"string\",\"choices\":[\"a\",1]}"), "Parameter \"p\": each of its choices must be text, not a number." },
        { P("{\"type\":\"integer\",\"maximum\":5,\"choices\":[5,6]}"),
            "Parameter \"p\": each of its choices must be an integer of at " +
            "most 5." },
        { P("{\"type\":\"integer\",\"default\":1.5}"), "Parameter \"p\": its default must be an integer." },
        { P("{\"type\":\"string\",\"choices\":[\"a\"],\"default\":\"b\"}"), "Parameter \"p\": its default must be one of \"a\"." },
        { P("{\"type\":\"string\",\"default\":null}"), "Parameter \"p\": its default must be text, not null." },
        { P("{\"type\":\"boolean\",\"example\":0}"), "Parameter \"p\": its example must be true or false, not a number." },
        { P("{\"randomize\":\"yes\"}"), "Parameter \"p\": \"randomize\" must be true or false." },
        { P("{\"type\":\"integer\",\"randomize\":true,\"default\":1}"), "Parameter \"p\": randomize and default exclude each other." },
        { P("{\"type\":\"string\",\"randomize\":true}"),
            "Parameter \"p\": randomize needs choices, or one of the types integer, " +
            "number and boolean." },
        { P("{\"randomize\":true}"), "Parameter \"p\": randomize needs choices, " },
        { P("{\"type\":\"number\",\"randomize\":true,\"minimum\":0}"),
            "Parameter \"p\": randomize of a number needs minimum and " +
            "maximum, without multiple_of." },
        { P("{\"type\":\"integer\",\"randomize\":true,\"minimum\":1,\"maximum\":7,\"multiple_of\":8}"), "Parameter \"p\": randomize finds no integer within " },
        { P("{\"type\":\"integer\",\"randomize\":true,\"maximum\":-1}"), "Parameter \"p\": randomize finds no integer within " },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_bad_parameter_file_breaks_the_workflow_with_a_sentence(string parameters, string sentence) =>
        Samples.Reason(Samples.Graph("\"p\":\"{{p}}\""), parameters).ShouldStartWith(sentence, Case.Sensitive);

    [Fact]
    public void Without_a_parameter_file_each_placeholder_is_required_and_takes_anything()
    {
        var template = Samples.Compile(Samples.Graph("\"b\":\"{{b}}\",\"a\":\"x{{a}}{{b}}\",\"s\":\"{{job_id}}\""));
        template.Parameters.Select(spec => (spec.Name, spec.IsRequired)).ShouldBe([("b", true), ("a", true)]);
    }

    [Fact]
    public void What_the_file_does_not_describe_follows_in_the_order_of_the_graph()
    {
        var template = Samples.Compile(
            Samples.Graph("\"c\":\"{{c}}\",\"b\":\"{{b}}\",\"a\":\"{{a}}\""),
            """{"$schema":"x","title":"T","description":"D","parameters":{"a":{"type":"integer","default":1}}}""");
        template.Parameters.Select(spec => (spec.Name, spec.IsRequired)).ShouldBe([("a", false), ("c", true), ("b", true)]);
        (template.Title, template.Description).ShouldBe(("T", "D"));
    }

    [Fact]
    public void A_parameter_that_only_a_pruned_node_uses_counts_as_unused() =>
        Samples.Reason("""{"1":{"class_type":"SaveImage","inputs":{}},"2":{"class_type":"Note","inputs":{"p":"{{p}}"}}}""", P("{}"))
            .ShouldBe("Parameter file: no placeholder of the graph uses \"p\".");

    private static string P(string spec) => $"{{\"parameters\":{{\"p\":{spec}}}}}";
}
