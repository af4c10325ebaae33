using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;

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
            var often = rule.Retries switch { 0 => "never", null => "as often", 1 => "once", { } count => $"{count} times" };
            var where = rule.Retries == 0 ? "" : rule.OnlyElsewhere ? " only elsewhere" : rule.AvoidFor > TimeSpan.Zero
                ? " elsewhere first"
                : " anywhere";
            var cost = rule.Retries == 0
                ? ""
                : rule.Cost switch { AttemptCost.Always => " yes", AttemptCost.WhenBegan => " if it had begun", _ => " no" };
            var pause = rule.Pause > TimeSpan.Zero ? $" {rule.Pause.TotalSeconds:0} s, doubled" : "";
            lines.ShouldContain(
                $"| `{rule.Code}` | {rule.Scope.ToString().ToLowerInvariant()} | {rule.Meaning} | {often} |{where} " +
                $"|{cost} |{pause} |");
        }
    }
}
