namespace ArtEngine.Generation.Application.Backends.Leases;

/// <summary>Another run drives the server now; what this one knows is out of date.</summary>
internal sealed class LaneLostException(string server) : Exception($"The lane of {server} was taken over.");
