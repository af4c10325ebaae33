using ArchUnitNET.Fluent;
using ArchUnitNET.xUnit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace ArtEngine.ArchitectureTests;

/// <summary>Api → Application → Domain ← Infrastructure.</summary>
public sealed class LayerRules
{
    /// <summary>Whatever stores, calls or schedules something stays behind a port.</summary>
    private static readonly string[] Clients =
    [
        "Microsoft.EntityFrameworkCore", "Microsoft.Data", "Microsoft.AspNetCore", "Microsoft.Net.Http", "Microsoft.IdentityModel", "Quartz", "Npgsql",
        "StackExchange", "InfluxDB", "Minio", "Amazon", "OpenTelemetry", "System.Net.Http", "System.Net.WebSockets", "System.Net.Sockets", "System.Data",
        "ArtEngine.BuildingBlocks.Infrastructure",
    ];

    public static TheoryData<string> Modules => House.Modules;

    [Theory, MemberData(nameof(Modules))]
    public void The_domain_uses_neither_other_layers_nor_frameworks(string module) =>
        Domain(module).Breaches(CodeBase.Service).ShouldBeEmpty();

    [Theory, MemberData(nameof(Modules))]
    public void The_application_knows_ports_not_adapters(string module) => Application(module).Breaches(CodeBase.Service).ShouldBeEmpty();

    [Theory, MemberData(nameof(Modules))]
    public void The_api_talks_to_the_application_alone(string module) => Api(module).Breaches(CodeBase.Service).ShouldBeEmpty();

    [Theory, MemberData(nameof(Modules))]
    public void The_infrastructure_does_not_use_the_api(string module) => Infrastructure(module).Breaches(CodeBase.Service).ShouldBeEmpty();

    [Theory, MemberData(nameof(Modules))]
    public void Every_type_lives_in_a_layers_folder(string module) => InALayer(module).Check(CodeBase.Service.Architecture);

    [Fact]
    public void Planted_code_breaks_each_of_them()
    {
        const string Module = CodeBase.PlantedModule;
        Domain(Module).Breaches(CodeBase.Planted).ShouldContain("UsesAFramework -> DbContext");
        Application(Module).Breaches(CodeBase.Planted).ShouldBe(["CallsAnAdapter -> Adapter", "CallsAnAdapter -> DbContext"]);
        Api(Module).Breaches(CodeBase.Planted).ShouldContain("ShowsTheDomain -> Entity");
        Infrastructure(Module).Breaches(CodeBase.Planted).ShouldBe(["Adapter -> ShowsTheDomain"]);
        CodeBase.Planted.Breakers(InALayer(Module)).ShouldContain("LivesNowhere");
    }

    /// <summary>One class for each way in which C# code uses another type.</summary>
    [Fact]
    public void A_use_is_seen_however_it_is_written() =>
        new Wall($"{CodeBase.PlantedModule}.Domain.Uses", $"{CodeBase.PlantedModule}.Application")
        .Breaches(CodeBase.Planted).Select(breach => breach.Split(' ')[0]).Distinct()
        .ShouldBe(
            typeof(CodeBase).Assembly.GetTypes().Where(type => type.Namespace == $"{CodeBase.PlantedModule}.Domain.Uses" && !type.IsNested)
                .Select(type => CodeBase.ShortName(type.FullName!)),
            ignoreOrder: true);

    [Fact]
    public void A_wall_around_nothing_does_not_stand() =>
        new Wall("ArtEngine.Nowhere", "System").Breaches(CodeBase.Service).ShouldNotBeEmpty();

    private static Wall Domain(string module) =>
        new($"{module}.Domain",
            [$"{module}.Application", $"{module}.Infrastructure", $"{module}.Api", "Microsoft", "MediatR", "FluentValidation", .. Clients]);

    private static Wall Application(string module) =>
        new($"{module}.Application", [$"{module}.Infrastructure", $"{module}.Api", .. Clients]);

    private static Wall Api(string module) =>
        new($"{module}.Api", $"{module}.Infrastructure", $"{module}.Domain", "Microsoft.EntityFrameworkCore", "Microsoft.Data", "Quartz");

    private static Wall Infrastructure(string module) => new($"{module}.Infrastructure", $"{module}.Api");

    private static IArchRule InALayer(string module) => Types().That().ResideInNamespaceMatching($@"^{module}(\.(?!Contracts)|$)")
        .And().DoNotHaveNameEndingWith("Module")
        .Should().ResideInNamespaceMatching($@"^{module}\.({string.Join('|', House.Layers)})(\.|$)");
}
