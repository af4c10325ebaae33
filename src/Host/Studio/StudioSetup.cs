using System.IO.Compression;
using ArtEngine.BuildingBlocks;
using ArtEngine.Host.Swagger;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.Host.Studio;

/// <summary>Studio, the page at <c>/</c>: the files that <c>src/Studio</c> was built into, and what it asks first.</summary>
internal static class StudioSetup
{
    /// <summary>Everything but the page itself; the names in it change with what is in the files.</summary>
    private const string Assets = "/studio";

    public static void AddStudio(this IServiceCollection services)
    {
        services.AddOptions<StudioOptions>().BindConfiguration(StudioOptions.Section)
            .Validate(
                options => options.ConnectTo.All(address => HttpAddress.Read(address) is not null),
                "Studio:ConnectTo has something that is not an http or https address, for example https://oauth2.example.com.")
            .ValidateOnStart();
        services.AddResponseCompression(compression =>
        {
            // These files are everybody's, so nothing can be guessed from how well they compress.
            compression.EnableForHttps = true;
            compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"];
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Optimal);
    }

    public static void UseStudio(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<StudioOptions>>().Value;
        if (!options.Enabled)
        {
            if (SwaggerSetup.IsOn(app.Services))
            {
                app.MapGet("/", () => Results.Redirect("/swagger")).AllowAnonymous().ExcludeFromDescription();
            }

            return;
        }

        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        var policy = options.PolicyFor(app.Configuration);
        app.UseWhen(context => context.Request.Path.Value == "/" || context.Request.Path.StartsWithSegments(Assets), page =>
        {
            page.UseResponseCompression();
            page.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
            page.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = file => Complete(file, policy) });
        });
        app.MapSignIn(options);
    }

    private static void Complete(StaticFileResponseContext file, string policy)
    {
        var headers = file.Context.Response.Headers;
        headers.CacheControl = file.Context.Request.Path.StartsWithSegments(Assets) ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
    }
}
