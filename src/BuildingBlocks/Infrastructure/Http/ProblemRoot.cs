using Microsoft.AspNetCore.Http;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Under which path problems are told in a dialect's format, also where it has no endpoint, or none for that request.</summary>
/// <param name="Path">The path that all of its endpoints begin with.</param>
/// <param name="Format">The dialect's format.</param>
public sealed record ProblemRoot(PathString Path, IProblemFormat Format);
