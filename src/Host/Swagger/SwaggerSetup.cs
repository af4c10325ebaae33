using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ArtEngine.Host.Swagger;

/// <summary>The API's description and its pages, under <c>/swagger</c>.</summary>
internal static class SwaggerSetup
{
    private const string Version = "v1";
    private const string Bearer = "bearer";
    private const string ApiKey = "api_key";
    private const string SignIn = "sign_in";

    public static void AddSwagger(this IServiceCollection services, IConfiguration settings)
    {
        services.AddOptions<SwaggerOptions>().BindConfiguration(SwaggerOptions.Section);
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
            foreach (var group in ApiGroup.All)
            {
                swagger.SwaggerDoc(group.Name, new() { Title = group.Title, Version = Version, Description = group.Description });
            }

            swagger.DocInclusionPredicate((document, operation) => (operation.GroupName ?? Version) == document);
            swagger.AddServer(new() { Url = "/", Description = "This service" });
            swagger.CustomOperationIds(OperationId);
            swagger.SupportNonNullableReferenceTypes();
            swagger.SchemaFilter<MembersFilter>();
            swagger.SchemaFilter<ProblemSchemaFilter>();
            swagger.DocumentFilter<TagsFilter>();
            swagger.DocumentAsyncFilter<WorkflowBodiesFilter>();
            swagger.OrderActionsBy(operation => operation.RelativePath == "image/generate" ? "" : operation.RelativePath);
            swagger.OperationFilter<SecurityFilter>([AddSchemes(swagger, settings)]);
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

    /// <summary>The ways to say who one is, the most convenient first.</summary>
    private static string[] AddSchemes(SwaggerGenOptions swagger, IConfiguration settings)
    {
        swagger.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            BearerFormat = "JWT",
            Description = "An access token of your identity provider, or an API key (ae_...). " +
                "In Development: the one printed at start, also in the file dev-token of the data directory.",
        });
        swagger.AddSecurityDefinition(ApiKey, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "X-API-Key",
            Description = "An API key (ae_...), made by POST /auth/api-keys.",
        });
        string[] schemes = [Bearer, ApiKey];
        if (IssuerAddress.Of(settings) is { } issuer && !string.IsNullOrEmpty(settings[$"{SwaggerOptions.Section}:ClientId"]))
        {
            schemes = [SignIn, .. schemes];
            swagger.AddSecurityDefinition(SignIn, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OpenIdConnect,
                OpenIdConnectUrl = issuer,
                Description = "Signs you in at the identity provider.",
            });
        }

        return schemes;
    }

    // GET and HEAD share a route and its name.
    private static string? OperationId(ApiDescription operation)
    {
        var name = operation.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName;
        return name is not null && HttpMethods.IsHead(operation.HttpMethod ?? "") ? $"{name}Head" : name;
    }

    /// <summary>Whether the pages are there.</summary>
    public static bool IsOn(IServiceProvider services) => services.GetRequiredService<IOptions<SwaggerOptions>>().Value.Enabled
        ?? !services.GetRequiredService<IHostEnvironment>().IsProduction();

    public static void UseSwaggerPages(this WebApplication app)
    {
        if (!IsOn(app.Services))
        {
            return;
        }

        var options = app.Services.GetRequiredService<IOptions<SwaggerOptions>>().Value;
        // Its middleware asks for the description's maker at any request, and that one reads all documentation.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/swagger"), swagger => Use(swagger, options));
    }

    private static void Use(IApplicationBuilder app, SwaggerOptions options)
    {
        app.UseSwagger(swagger => swagger.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
        app.UseSwaggerUI(pages =>
        {
            pages.SwaggerEndpoint($"/swagger/{Version}/swagger.json", "Art Engine");
            foreach (var group in ApiGroup.All)
            {
                pages.SwaggerEndpoint($"/swagger/{group.Name}/swagger.json", group.Title);
            }

            pages.DocumentTitle = "Art Engine";
            pages.EnablePersistAuthorization();
            pages.EnableTryItOutByDefault();
            pages.OAuthClientId(options.ClientId ?? "");
            pages.OAuthScopes([.. options.UsedScopes]);
            pages.OAuthUsePkce();
        });
    }
}
