using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Authorization;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// What every caller needs, and one permission besides if one is named. It says nothing of callers who are not signed in.
/// </summary>
internal sealed record AccessRequirement(Permission? Permission = null) : IAuthorizationRequirement;
