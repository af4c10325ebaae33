namespace ArtEngine.ArchitectureTests;

/// <summary>Api → Application → Domain ← Infrastructure.</summary>
public sealed class LayerRules
{
    /// <summary>Whatever stores, calls or schedules something stays behind a port.</summary>
    private static readonly string[] _clients =
    [
        "Microsoft.EntityFrameworkCore", "Microsoft.Data", "Microsoft.AspNetCore", "Microsoft.Net.Http", "Microsoft.IdentityModel", "Quartz", "Npgsql",
        "StackExchange", "InfluxDB", "Minio", "Amazon", "System.Net.Http", "System.Net.WebSockets", "System.Net.Sockets", "System.Data",
        "ArtEngine.BuildingBlocks.Infrastructure",
    ];

    public static TheoryData<string> Modules => House.Modules;

    [Theory, MemberData(nameof(Modules))]
    public void Rule_2_the_domain_uses_neither_other_layers_nor_frameworks(string module) => Nobody(
        module, "Domain", [$"{module}.Application", $"{module}.Infrastructure", $"{module}.Api", "Microsoft", "MediatR", "FluentValidation", .. _clients]);

    [Theory, MemberData(nameof(Modules))]
    public void Rule_3_the_application_knows_ports_not_adapters(string module) =>
        Nobody(module, "Application", [$"{module}.Infrastructure", $"{module}.Api", .. _clients]);

    [Theory, MemberData(nameof(Modules))]
    public void Rule_4_the_api_talks_to_the_application_alone(string module) =>
        Nobody(module, "Api", [$"{module}.Infrastructure", $"{module}.Domain", "Microsoft.EntityFrameworkCore", "Microsoft.Data", "Quartz"]);

    [Theory, MemberData(nameof(Modules))]
    public void The_infrastructure_does_not_use_the_api(string module) => Nobody(module, "Infrastructure", [$"{module}.Api"]);

    [Theory, MemberData(nameof(Modules))]
    public void Rule_7_every_type_lives_in_a_layers_folder(string module) => House.Written(House.AssemblyOf(module))
        .Where(type => type.Namespace != module || !type.Name.EndsWith("Module", StringComparison.Ordinal))
        .Where(type => !House.Layers.Any(layer => $"{type.Namespace}.".StartsWith($"{module}.{layer}.", StringComparison.Ordinal)))
        .Select(type => type.FullName).ShouldBeEmpty();

    [Theory, MemberData(nameof(Modules))]
    public void Every_layer_is_where_the_rules_look_for_it(string module)
    {
        var types = CodeReader.Read(House.AssemblyOf(module));
        House.Layers.Where(layer => !types.Any(type => type.In($"{module}.{layer}"))).ShouldBeEmpty();
    }

    private static void Nobody(string module, string layer, IReadOnlyList<string> forbidden) => CodeReader.Read(House.AssemblyOf(module))
        .Where(type => type.In($"{module}.{layer}"))
        .SelectMany(type => type.UsesOf(forbidden).Select(used => $"{type.Name} -> {used}")).ShouldBeEmpty();
}
