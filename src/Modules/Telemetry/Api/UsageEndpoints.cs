using System.Globalization;
using System.Security.Claims;
using System.Text;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Telemetry.Application.Usage;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Telemetry.Api;

internal static class UsageEndpoints
{
    private const int DefaultRows = 1_000;
    private const int DefaultDays = 30;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/auth/usage", GetOwnAsync).WithTags("Users").RequireAuthorization().WithName("GetUsage")
            .WithSummary("What you have used, and what you may")
            .WithDescription(
                "Jobs count when they have ended, with the seconds that servers rendered for them. Limits that are null are none.")
            .WithExample(answer: """
                {
                  "plan": "default", "weight": 1, "max_running": 2, "max_queued": 100, "workflows": null,
                  "storage": { "bytes": 69418800, "limit_bytes": 10000000000, "keep_days": 90 },
                  "usage": [
                    { "period": "day", "gpu_seconds": 12.4, "jobs": 3, "bytes": 694188, "limits": { "gpu_seconds": 3600 },
                      "renews_at": "2026-11-23T00:00:00Z" },
                    { "period": "month", "gpu_seconds": 870.1, "jobs": 211, "bytes": 69418800, "limits": { "gpu_seconds": null },
                      "renews_at": "2026-12-01T00:00:00Z" }
                  ]
                }
                """);
        var all = routes.MapGroup("/usage").WithTags("Metrics").RequirePermission(Permission.Admin);
        all.MapGet("", ListAsync).WithName("ListUsage").WithSummary("What everybody used, by day, user and workflow")
            .WithDescription("Of the last 30 days unless `from` and `to` (UTC, both included) say otherwise.")
            .WithExample(answer: """
                {
                  "usage": [{ "day": "2026-11-22", "user_id": "01a203c7-46f5-7143-8d88-c206bb6b7427", "workflow": "txt2img",
                              "jobs": 3, "gpu_seconds": 12.4, "bytes": 694188 }],
                  "next_cursor": null
                }
                """)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        all.MapGet("/csv", WriteCsvAsync).WithName("DownloadUsage").WithSummary("The same as a table for spreadsheets")
            .Produces<string>(contentType: "text/csv").ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static Task<OwnUsage> GetOwnAsync(
        ClaimsPrincipal caller, HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return mediator.Send(new GetOwnUsageQuery(caller.UserId()), cancellationToken);
    }

    private static Task<UsagePage> ListAsync(
        DateOnly? from, DateOnly? to, Guid? user, string? cursor, int? limit, TimeProvider clock, IMediator mediator,
        CancellationToken cancellationToken) =>
        mediator.Send(QueryOf(from, to, user, cursor, limit ?? DefaultRows, clock), cancellationToken);

    /// <summary>Page by page, so that a year of many users needs no more memory than a day of few.</summary>
    private static async Task WriteCsvAsync(
        DateOnly? from, DateOnly? to, Guid? user, TimeProvider clock, IMediator mediator, HttpContext context,
        CancellationToken cancellationToken)
    {
        var page = await mediator.Send(QueryOf(from, to, user, null, DefaultRows, clock), cancellationToken);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"usage.csv\"";
        await using var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync("day,user_id,workflow,jobs,gpu_seconds,bytes\r\n".AsMemory(), cancellationToken);
        while (true)
        {
            foreach (var row in page.Usage)
            {
                await writer.WriteAsync(LineOf(row).AsMemory(), cancellationToken);
            }

            if (page.NextCursor is not { } next)
            {
                return;
            }

            page = await mediator.Send(QueryOf(from, to, user, next, DefaultRows, clock), cancellationToken);
        }
    }

    private static ListUsageQuery QueryOf(DateOnly? from, DateOnly? to, Guid? user, string? cursor, int limit, TimeProvider clock)
    {
        var last = to ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return new(from ?? last.AddDays(1 - DefaultDays), last, user, cursor, limit);
    }

    private static string LineOf(UsageRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Day:yyyy-MM-dd},{row.UserId},{Cell(row.Workflow)},{row.Jobs},{row.GpuSeconds:0.###},{row.Bytes}\r\n");

    /// <summary>Names of workflows may be any text, and spreadsheets take some of it for formulas.</summary>
    private static string Cell(string text)
    {
        var plain = text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? $"'{text}" : text;
        return plain.AsSpan().ContainsAny(",\"\r\n") ? $"\"{plain.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : plain;
    }
}
