namespace ArtEngine.ArchitectureTests.Planted.Folders.Below.Inside;

/// <summary>Needs no directive for its parent's types.</summary>
internal sealed class UsesBelow
{
    public UsesInside? Parent { get; set; }
}
