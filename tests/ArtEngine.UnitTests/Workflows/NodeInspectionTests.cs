using System.Text;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Graphs;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.UnitTests.Workflows;

public sealed class NodeInspectionTests
{
    [Fact]
    public void An_input_that_grows_is_not_missing_where_what_it_has_become_is_there()
    {
        var classes = KnownNodes.Read("""
            {
              "Load": {"input": {"required": {"image": ["STRING", {}]}}, "output": ["IMAGE"]},
              "Join": {"input": {"required": {"images": ["COMFY_AUTOGROW_V3", {}], "gap": ["INT", {}]}}, "output": ["IMAGE"], "output_node": true}
            }
            """);
        var graph = Graph.Parse(
            Encoding.UTF8.GetBytes("""
                {"1": {"class_type": "Load", "inputs": {"image": "x.png"}},
                 "2": {"class_type": "Join", "inputs": {"images.image0": ["1", 0]}}}
                """),
            new HashSet<string>(), classes, new WorkflowLimits());
        NodeInspection.Of(graph, classes).Select(problem => (problem.Input, problem.Reason)).ShouldBe([("gap", "It is required and missing.")]);
    }
}
