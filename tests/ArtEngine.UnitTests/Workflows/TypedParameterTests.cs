using System.Text;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Domain.Parameters;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>What the servers say of the inputs types the parameters, and the parameter file refines it.</summary>
public sealed class TypedParameterTests
{
    private const string Nodes = """
        {
          "SaveImage": {"output_node": true, "input": {"required": {
            "count": ["INT", {"default": 20, "min": 1, "max": 100, "step": 2, "tooltip": "How many."}],
            "count2": ["INT", {"default": 5, "min": -5, "max": 50}],
            "seed": ["INT", {"default": 0, "min": 0, "max": 18446744073709551615, "control_after_generate": true}],
            "cfg": ["FLOAT", {"default": 8.0, "min": 0.0, "max": 100.0, "step": 0.1}],
            "open": ["FLOAT", {"default": 1.0, "min": 0, "max": 0}],
            "text": ["STRING", {"multiline": true}],
            "empty": ["STRING", {"default": ""}],
            "word": ["STRING", {"default": "x"}],
            "on": ["BOOLEAN", {"default": true}],
            "sampler": [["euler", "heun"]],
            "sampler2": ["COMBO", {"options": ["heun", "lms"]}],
            "model": [["SDXL/a.safetensors", "b.safetensors"]],
            "number": ["COMBO", {"options": [1, 2], "default": 2}],
            "picture": [["x.png"], {"image_upload": true}],
            "video": [["x.mp4"], {"video_upload": true}]},
            "optional": {"images": ["IMAGE"]}}}
        }
        """;

    [Theory]
    [InlineData("count", """{"type":"integer","description":"How many.","default":20,"minimum":1,"maximum":100,"x-step":2}""")]
    [InlineData("seed", """{"type":["integer","string","null"],"pattern":"^-?(0|[1-9][0-9]*)$","minimum":0,"maximum":18446744073709551615,"x-randomize":true}""")]
    [InlineData("cfg", """{"type":"number","default":8.0,"minimum":0.0,"maximum":100.0,"x-step":0.1}""")]
    [InlineData("open", """{"type":"number","default":1.0}""")]
    [InlineData("text", """{"type":"string","x-multiline":true}""")]
    [InlineData("empty", """{"type":"string"}""")]
    [InlineData("word", """{"type":"string","default":"x"}""")]
    [InlineData("on", """{"type":"boolean","default":true}""")]
    [InlineData("sampler", """{"type":"string","default":"euler","enum":["euler","heun"]}""")]
    [InlineData("model", """{"type":"string","default":"SDXL/a.safetensors","enum":["SDXL/a.safetensors","b.safetensors"]}""")]
    [InlineData("number", """{"default":2,"enum":[1,2]}""")]
    [InlineData("picture", """{"type":"string","x-upload":"image"}""")]
    [InlineData("video", """{"type":"string","x-upload":"video"}""")]
    [InlineData("images", "{}")]
    [InlineData("unheard", "{}")]
    public void A_placeholder_is_what_its_input_is(string input, string schema) =>
        SchemaOf(Compile($"\"{input}\":\"{{{{p}}}}\"")).ShouldBe(schema);

    [Fact]
    public void A_placeholder_of_several_inputs_takes_what_all_of_them_take()
    {
        SchemaOf(Compile("\"count\":\"{{p}}\",\"count2\":\"{{p}}\"")).ShouldContain("\"minimum\":1,\"maximum\":50");
        SchemaOf(Compile("\"count\":\"{{p}}\",\"cfg\":\"{{p}}\"")).ShouldContain("\"type\":\"integer\"");
        SchemaOf(Compile("\"sampler\":\"{{p}}\",\"sampler2\":\"{{p}}\"")).ShouldContain("\"enum\":[\"heun\"]");
        SchemaOf(Compile("\"count\":\"{{p}}\",\"text\":\"{{p}}\"")).ShouldBe("{}");
        SchemaOf(Compile("\"count\":\"{{p}}\",\"text\":\"{{p}} pieces\"")).ShouldContain("\"type\":\"integer\"");
        SchemaOf(Compile("\"text\":\"{{p}} pieces\"")).ShouldBe("{}");
    }

    [Fact]
    public void The_parameter_file_comes_first()
    {
        SchemaOf(Compile("\"count\":\"{{p}}\"", """{"type":"integer","minimum":10,"default":12,"group":"Size","order":3,"advanced":true}"""))
            .ShouldBe("""{"type":"integer","description":"How many.","default":12,"minimum":10,"maximum":100,"x-step":2,"x-group":"Size","x-order":3,"x-advanced":true}""");
        SchemaOf(Compile("\"count\":\"{{p}}\"", """{"minimum":30,"type":"integer"}""")).ShouldNotContain("default");
        SchemaOf(Compile("\"seed\":\"{{p}}\"", """{"type":"integer","default":5}""")).ShouldContain("\"default\":5");
        SchemaOf(Compile("\"sampler\":\"{{p}}\"", """{"choices":["heun"]}""")).ShouldContain("\"enum\":[\"heun\"]");
        Compile("\"count\":\"{{p}}\"", """{"required":true}""").Parameters[0].IsRequired.ShouldBeTrue();
        Compile("\"seed\":\"{{p}}\"", """{"required":true}""").Parameters[0].IsRequired.ShouldBeTrue();
        Samples.Reason(Samples.Graph("\"count\":\"{{p}}\""), """{"parameters":{"p":{"required":true,"default":1}}}""")
            .ShouldContain("required excludes default");
    }

    [Fact]
    public void A_fallback_is_the_default_until_a_server_says_what_it_has()
    {
        const string Spec = """{"type":"string","fallback":"old.safetensors"}""";
        Compile("\"model\":\"{{p}}\"", Spec).Fill().ShouldBe(Samples.Graph("\"model\":\"SDXL/a.safetensors\""));
        Compile("\"unheard\":\"{{p}}\"", Spec).Fill().ShouldBe(Samples.Graph("\"unheard\":\"old.safetensors\""));
    }

    [Fact]
    public void Values_are_checked_by_what_the_inputs_take()
    {
        var template = Compile("\"count\":\"{{p}}\"");
        template.Errors(("p", "500")).ShouldHaveSingleItem().ShouldContain("an integer from 1 to 100");
        template.Errors(("p", "\"many\"")).ShouldHaveSingleItem().ShouldContain("not text");
        template.Fill(("p", "3e1")).ShouldBe(Samples.Graph("\"count\":30"));
        template.Fill().ShouldBe(Samples.Graph("\"count\":20"));
    }

    [Fact]
    public void What_a_word_may_be_is_enforced_and_what_a_file_may_be_is_not()
    {
        Compile("\"sampler\":\"{{p}}\"").Errors(("p", "\"euller\"")).ShouldHaveSingleItem().ShouldContain("one of \"euler\", \"heun\"");
        Compile("\"model\":\"{{p}}\"").Fill(("p", "\"new.safetensors\"")).ShouldBe(Samples.Graph("\"model\":\"new.safetensors\""));
        // An author may want a name at the server in an upload's place.
        Compile("\"video\":\"{{p}}\"", """{"type":"string"}""").Fill(("p", "\"new.mp4 [output]\""))
            .ShouldBe(Samples.Graph("\"video\":\"new.mp4 [output]\""));
    }

    [Fact]
    public void The_list_leaves_files_out_of_the_schema() =>
        ParameterSchema.Of(Compile("\"model\":\"{{p}}\"").Parameters).GetRawText().ShouldNotContain("enum");

    [Fact]
    public void The_whole_schema_names_its_dialect() => ParameterSchema.WholeOf([]).GetProperty("$schema").GetString()
        .ShouldBe("https://json-schema.org/draft/2020-12/schema");

    [Fact]
    public void Without_a_word_of_a_server_LoadImage_takes_an_upload_all_the_same() => Samples.Compile(
        """{"1":{"class_type":"LoadImage","inputs":{"image":"{{p}}"}},"2":{"class_type":"SaveImage","inputs":{"images":["1",0]}}}""")
        .Parameters[0].Type.ShouldBe(ParameterType.Image);

    private static WorkflowTemplate Compile(string inputs, string? spec = null) => WorkflowTemplate.Compile(
        "x", Encoding.UTF8.GetBytes(Samples.Graph(inputs)),
        spec is null ? null : Encoding.UTF8.GetBytes($"{{\"parameters\":{{\"p\":{spec}}}}}"), classes: KnownNodes.Read(Nodes));

    private static string SchemaOf(WorkflowTemplate template) =>
        ParameterSchema.WholeOf(template.Parameters).GetProperty("properties").GetProperty("p").GetRawText();
}
