using System.Text;
using System.Text.Json;
using ArtEngine.Workflows.Domain.Graphs;

namespace ArtEngine.UnitTests.Workflows;

public sealed class UniqueNamesTests
{
    private static readonly Guid Job = Guid.Parse("01a203c7-46f5-7143-8d88-c206bb6b7427");

    [Fact]
    public void The_jobs_id_is_put_into_every_name_and_nothing_else_changes()
    {
        var graph = In(
            """{"1":{"class_type":"SaveImage","inputs":{"filename_prefix":"art/%width%","images":["2",0]}},"2":{"class_type":"KSampler","inputs":{"seed":18446744073709551615,"cfg":1e400,"text":"naïve <b>"}}}""");

        graph.ShouldBe(
            """{"1":{"class_type":"SaveImage","inputs":{"filename_prefix":"art/%width%-01a203c7-46f5-7143-8d88-c206bb6b7427","images":["2",0]}},"2":{"class_type":"KSampler","inputs":{"seed":18446744073709551615,"cfg":1e400,"text":"naïve <b>"}}}""");
        JsonDocument.Parse(graph).Dispose();
    }

    [Fact]
    public void A_name_that_holds_the_id_already_and_one_that_comes_from_a_node_stay()
    {
        var graph = """{"1": {"class_type":"SaveImage","inputs":{"filename_prefix":"ID"}}, "2": {"class_type":"SaveImage","inputs":{"filename_prefix":["3",0]}}}"""
            .Replace("ID", Job.ToString(), StringComparison.Ordinal);
        In(graph).ShouldBe(graph);
    }

    private static string In(string graph) => Encoding.UTF8.GetString(UniqueNames.In(Encoding.UTF8.GetBytes(graph), Job));
}
