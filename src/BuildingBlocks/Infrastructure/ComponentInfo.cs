namespace ArtEngine.BuildingBlocks.Infrastructure;

/// <summary>One part of the service and the adapter it uses; told to the operator at start.</summary>
/// <param name="Name">For example <c>database</c>.</param>
/// <param name="Adapter">For example <c>SQLite in /srv/art-engine</c>; never holds a secret.</param>
public sealed record ComponentInfo(string Name, string Adapter);
