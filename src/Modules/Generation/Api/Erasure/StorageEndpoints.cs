using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Erasure;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Erasure;

internal static class StorageEndpoints
{
    private const int DefaultUsers = 100;

    private const string Example = """
        {"outputs":1840,"output_bytes":3913056256,"uploads":12,"upload_bytes":20971520,
         "retention":{"keep_days":90,"keep_failed_days":7,"max_jobs_per_user":null,"max_bytes_per_user":null,
           "upload_keep_days":7,"upload_bytes_per_user":1073741824},
         "users":[{"user_id":"01a203c7-46f5-7143-8d88-c206bb6b7427","outputs":1840,"output_bytes":3913056256,"uploads":12,
           "upload_bytes":20971520}]}
        """;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/storage", GetAsync).WithTags("Metrics")
        .RequirePermission(Permission.Admin).WithName("GetStorage").WithSummary("How much is kept, of whom most, and how long")
        .WithDescription("The rows of everybody are counted for it, so it is not for programs that ask all the time.")
        .WithExample(answer: Example).ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static Task<StorageReport> GetAsync(int? limit, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetStorageReportQuery(limit ?? DefaultUsers), cancellationToken);
}
