using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.Generation.Domain;

namespace ArtEngine.UnitTests.Generation.Domain;

public sealed class FaultTableTests
{
    [Fact]
    public void Every_fault_has_a_rule() => typeof(FaultCodes).GetFields().Select(field => (string)field.GetRawConstantValue()!)
        .ShouldBe(FaultTable.Rules.Select(rule => rule.Code), ignoreOrder: true);

    [Fact]
    public void The_operations_handbook_tells_the_same()
    {
        var lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Find(), "docs", "operations.md"));
        foreach (var rule in FaultTable.Rules)
        {
            var often = rule.Retries switch { 0 => "never", null => "as often", { } count => $"{count} time" };
            var where = rule.Retries == 0 ? "" : rule.GoesElsewhere ? " elsewhere" : " anywhere";
            lines.ShouldContain($"| `{rule.Code}` | {rule.Meaning} | {often} |{where} |");
        }
    }
}
