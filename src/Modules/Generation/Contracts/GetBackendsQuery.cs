using MediatR;

namespace ArtEngine.Generation.Contracts;

/// <summary>How the ComfyUI servers are doing.</summary>
public sealed record GetBackendsQuery : IRequest<IReadOnlyList<BackendStatus>>;

/// <summary>One ComfyUI server at one moment.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="IsUp">Whether its lane runs and gives it jobs.</param>
/// <param name="InFlight">Jobs that it has, rendered or waiting there.</param>
/// <param name="Models">Model files that it was seen to have; null when it was not asked about any yet.</param>
public sealed record BackendStatus(string Name, bool IsUp, int InFlight, int? Models);
