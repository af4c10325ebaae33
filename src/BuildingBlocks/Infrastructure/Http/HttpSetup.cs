using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

internal static class HttpSetup
{
    public static void AddHttpConventions(this IServiceCollection services)
    {
        services.Configure<JsonOptions>(options =>
        {
            Configure(options.SerializerOptions);
            options.SerializerOptions.TypeInfoResolver =
                (options.SerializerOptions.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(StrictMembers.Apply);
        });
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ProblemDetailsHandler>();
        // Before the framework's own, of which the first that can write is taken.
        services.AddSingleton<IProblemDetailsWriter, ProblemDetailsWriter>();
        services.AddSingleton<RouteAdvice>();
        services.AddSingleton<BodyFaults>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            var status = context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode;
            context.ProblemDetails.Detail ??= ProblemTexts.Of(status, context.HttpContext);
            var extensions = context.ProblemDetails.Extensions;
            extensions.TryAdd("code", ProblemCodes.Of(status));
            extensions["trace_id"] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
            extensions.Remove("traceId");
        });
    }

    public static void Configure(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.DictionaryKeyPolicy = null;
        json.MaxDepth = 64;
        json.AllowDuplicateProperties = false;
        json.Converters.Add(new ValidElements());
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    /// <summary>Errors of every kind, also those of the framework, answer as problem details with a code.</summary>
    public static void UseProblemDetails(this IApplicationBuilder app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }
}
