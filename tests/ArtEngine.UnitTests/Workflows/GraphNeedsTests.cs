using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.UnitTests.Workflows;

public sealed class GraphNeedsTests
{
    private const string Graph =
        """
        {
          "1": {
            "inputs": {"ckpt_name": "a.safetensors", "other_name": "größe \"x\"", "steps": 5, "text": "no.pt file"},
            "class_type": "CheckpointLoaderSimple"
          },
          "2": {
            "class_type": "KSampler",
            "inputs": {"model": ["1", 0], "options": {"vae.pt": "x.pt"}, "file": "x.PT"},
            "_meta": {"title": "y.pt"}
          },
          "3": {"class_type": "Nothing"},
          "4": {"class_type": "Strange", "inputs": ["x.pt"]},
          "5": {"inputs": {"file": "x.pt"}},
          "6": {"class_type": 5, "inputs": {"file": "x.pt"}},
          "7": ["class_type", "KSampler"],
          "8": "KSampler",
          "9": {
            "class_type": "First", "inputs": {"file": "first.pt"},
            "class_type": "Last", "inputs": {"file": "last.pt", "file": "very-last.pt"}
          },
          "10": null
        }
        """;

    [Fact]
    public void A_text_longer_than_any_name_is_no_file() => GraphNeeds.Read(
        """{"1":{"class_type":"CLIPTextEncode","inputs":{"text":"TEXT.pt"}}}""".Replace("TEXT", new('x', 500), StringComparison.Ordinal)).Nodes.Single().Files.ShouldBeEmpty();

    [Fact]
    public void Nodes_and_the_files_that_they_name_are_found() => GraphNeeds.Read(Graph).Nodes
        .Select(need => $"{need.NodeId} {need.ClassType}: {string.Join(", ", need.Files.Select(file => $"{file.Key}={file.Value}"))}")
        .ShouldBe(
        [
            "1 CheckpointLoaderSimple: ckpt_name=a.safetensors, other_name=größe \"x\"",
            "2 KSampler: file=x.PT",
            "3 Nothing: ",
            "4 Strange: ",
            "9 Last: file=very-last.pt",
        ]);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[{\"class_type\": \"KSampler\"}]")]
    [InlineData("null")]
    public void What_is_no_graph_needs_nothing(string graph) => GraphNeeds.Read(graph).Nodes.ShouldBeEmpty();

    [Theory]
    [InlineData("""{"1": {"class_type": "KSampler", "inputs": {""")]
    [InlineData("""{"1": {"class_type": "KSampler"}} {}""")]
    [InlineData("")]
    public void Text_that_breaks_off_or_goes_on_is_no_graph(string graph) => Should.Throw<JsonException>(() => GraphNeeds.Read(graph));

    /// <summary>Jobs of an earlier version are stored with their keys, and wait.</summary>
    [Fact]
    public void Its_key_is_that_of_earlier_versions()
    {
        var lines = GraphNeeds.Read(Graph).Nodes.SelectMany(need => need.Files
            .Select(file => JsonSerializer.Serialize(new[] { need.ClassType, file.Key, file.Value }))
            .Append(JsonSerializer.Serialize(need.ClassType))).Distinct().Order(StringComparer.Ordinal);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        GraphNeeds.Read(Graph).Key().ShouldBe(Convert.ToHexStringLower(hash.AsSpan(0, 16)));
    }
}
