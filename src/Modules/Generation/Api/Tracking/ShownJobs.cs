using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Tracking.Views;
using Microsoft.AspNetCore.Authorization;

namespace ArtEngine.Generation.Api.Tracking;

/// <summary>Jobs as their owner may see them: administrators are told of the servers, others are not.</summary>
internal static class ShownJobs
{
    public static async Task<JobView> ShowAsync(this IAuthorizationService rights, JobView job, ClaimsPrincipal caller) =>
        await rights.IsAdminAsync(caller) ? job : job.Redacted();

    public static async Task<JobPage> ShowAsync(this IAuthorizationService rights, JobPage page, ClaimsPrincipal caller) =>
        await rights.IsAdminAsync(caller) ? page : page with { Jobs = [.. page.Jobs.Select(job => job.Redacted())] };
}
