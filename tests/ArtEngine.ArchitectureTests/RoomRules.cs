namespace ArtEngine.ArchitectureTests;

/// <summary>
/// The rooms of the module Generation: the same folders in Application, Domain and Infrastructure, taken together. The
/// Api is the outer ring and may use them all.
/// </summary>
public sealed class RoomRules
{
    private const string Generation = "ArtEngine.Generation";

    /// <summary>Each room may use those before it, never one behind it; so there are no cycles.</summary>
    private static readonly string[] Rooms = ["Library", "Backends", "Jobs", "Tracking", "Rendering", "Batches", "Webhooks", "Erasure"];

    private static readonly string[] Layers = ["Application", "Domain", "Infrastructure"];

    /// <summary>What all rooms share.</summary>
    private static readonly string[] InTheHall = ["Topics"];

    public static TheoryData<string> NotTheLast => [.. Rooms[..^1]];

    [Theory, MemberData(nameof(NotTheLast))]
    public void A_room_uses_only_those_before_it(string room) =>
        WallBehind(Generation, room).Breaches(CodeBase.Service).ShouldBeEmpty();

    [Theory, InlineData("Application"), InlineData("Domain")]
    public void Everything_has_its_room(string layer) => House.Written(House.AssemblyOf(Generation))
        .Where(type => IsBelow(type, $"{Generation}.{layer}") && !Rooms.Any(room => IsBelow(type, $"{Generation}.{layer}.{room}")) &&
            !type.IsNested)
        .Select(type => type.Name).Except(InTheHall).ShouldBeEmpty();

    [Fact]
    public void The_last_room_is_there() =>
        House.Written(House.AssemblyOf(Generation)).Any(type => IsBelow(type, $"{Generation}.Application.{Rooms[^1]}")).ShouldBeTrue();

    [Fact]
    public void Planted_code_breaks_it_across_layers() =>
        WallBehind(CodeBase.PlantedModule, "Backends").Breaches(CodeBase.Planted).ShouldBe(["AsksAJob -> LaterRoom"]);

    private static Wall WallBehind(string module, string room) =>
        new(Spaces(module, [room]), Spaces(module, Rooms[(Array.IndexOf(Rooms, room) + 1)..]));

    private static IReadOnlyList<string> Spaces(string module, IEnumerable<string> rooms) =>
        [.. rooms.SelectMany(room => Layers.Select(layer => $"{module}.{layer}.{room}"))];

    private static bool IsBelow(Type type, string name) => $"{type.Namespace}.".StartsWith($"{name}.", StringComparison.Ordinal);
}
