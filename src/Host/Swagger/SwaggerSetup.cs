using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ArtEngine.Host.Swagger;

/// <summary>The API's description and its pages, under <c>/swagger</c>.</summary>
internal static class SwaggerSetup
{
    private const string Version = "v1";
    private const string Bearer = "bearer";

    public static void AddSwagger(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(swagger =>
        {
            swagger.SwaggerDoc(Version, new()
            {
                Title = "Art Engine",
                Version = Version,
                Description = "Pictures from ComfyUI workflows: send a workflow's name and parameters, get what it makes.",
                License = new() { Name = "MIT", Identifier = "MIT" },
            });
            swagger.AddServer(new() { Url = "/", Description = "This service" });
            swagger.CustomOperationIds(OperationId);
            swagger.SupportNonNullableReferenceTypes();
            swagger.SchemaFilter<MembersFilter>();
            swagger.SchemaFilter<ProblemSchemaFilter>();
            swagger.DocumentFilter<TagsFilter>();
            swagger.DocumentAsyncFilter<WorkflowBodiesFilter>();
            swagger.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                BearerFormat = "JWT",
                Description = "An access token of your identity provider, or an API key (ae_...). " +
                    "In Development: the one printed at start, also in the file dev-token of the data directory.",
            });
            swagger.OperationFilter<SecurityFilter>(Bearer);
            swagger.OperationFilter<ProblemFilter>();
            swagger.OperationFilter<ExampleFilter>();
            swagger.OperationFilter<RawBodyFilter>();
            foreach (var documentation in Directory.EnumerateFiles(AppContext.BaseDirectory, "ArtEngine.*.xml"))
            {
                swagger.IncludeXmlComments(documentation);
            }

            // What operations do is said where they are mapped; comments on their methods are for developers.
            swagger.OperationFilterDescriptors.RemoveAll(filter =>
                filter.Type == typeof(XmlCommentsOperationFilter) || filter.FilterInstance is XmlCommentsOperationFilter);
        });
    }

    // GET and HEAD share a route and its name.
    private static string? OperationId(ApiDescription operation)
    {
        var name = operation.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName;
        return name is not null && HttpMethods.IsHead(operation.HttpMethod ?? "") ? $"{name}Head" : name;
    }

    public static void UseSwaggerPages(this IApplicationBuilder app)
    {
        app.UseSwagger(swagger => swagger.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
        app.UseSwaggerUI(pages =>
        {
            pages.SwaggerEndpoint($"/swagger/{Version}/swagger.json", "Art Engine");
            pages.DocumentTitle = "Art Engine";
            pages.EnablePersistAuthorization();
            pages.EnableTryItOutByDefault();
        });
    }
}
