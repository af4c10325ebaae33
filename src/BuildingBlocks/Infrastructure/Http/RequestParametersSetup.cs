using Microsoft.AspNetCore.Builder;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>How the pipeline checks what routes take in their query and headers.</summary>
public static class RequestParametersSetup
{
    /// <summary>Switches it on; call it after authorization, so that strangers are told nothing.</summary>
    public static void UseRequestParameters(this IApplicationBuilder app) => app.Use(RequestParameters.EnsureAsync);
}
