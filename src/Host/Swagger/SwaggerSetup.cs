using Microsoft.OpenApi;

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
            });
            swagger.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                BearerFormat = "JWT",
                Description = "An access token of your identity provider, or an API key (ae_...). " +
                    "In Development: the one printed at start, also in the file dev-token of the data directory.",
            });
            swagger.OperationFilter<SecurityFilter>(Bearer);
            swagger.OperationFilter<ExampleFilter>();
            swagger.OperationFilter<RawBodyFilter>();
            foreach (var documentation in Directory.EnumerateFiles(AppContext.BaseDirectory, "ArtEngine.*.xml"))
            {
                swagger.IncludeXmlComments(documentation);
            }
        });
    }

    public static void UseSwaggerPages(this IApplicationBuilder app)
    {
        app.UseSwagger();
        app.UseSwaggerUI(pages =>
        {
            pages.SwaggerEndpoint($"/swagger/{Version}/swagger.json", "Art Engine");
            pages.DocumentTitle = "Art Engine";
            pages.EnablePersistAuthorization();
            pages.EnableTryItOutByDefault();
        });
    }
}
