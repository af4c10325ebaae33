using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ArtEngine.Host.Swagger;

/// <summary>Puts the groups of operations into the order in which somebody new needs them, each with what it is for.</summary>
internal sealed class TagsFilter : IDocumentFilter
{
    private static readonly (string Name, string Description)[] Tags =
    [
        ("Images", "Queue pictures, follow them, fetch them, and upload pictures to start from."),
        ("Workflows", "What can be made, and with which parameters."),
        ("Queue", "How many jobs run and wait."),
        ("Batches", "Queue many pictures at once."),
        ("Webhooks", "Be told what becomes of your jobs."),
        ("Users", "Who you are, and keys for programs."),
        ("Jobs of all users", "For administrators."),
        ("ComfyUI servers", "The servers that render."),
        ("Metrics", "What the service counts."),
    ];

    public void Apply(OpenApiDocument document, DocumentFilterContext context)
    {
        var used = document.Paths.SelectMany(path => path.Value.Operations ?? [])
            .SelectMany(operation => operation.Value.Tags ?? new HashSet<OpenApiTagReference>()).Select(tag => tag.Name).ToHashSet();
        var others = (document.Tags ?? new HashSet<OpenApiTag>()).Where(tag => Tags.All(known => known.Name != tag.Name));
        document.Tags = Tags.Where(tag => used.Contains(tag.Name))
            .Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).Concat(others).ToHashSet();
    }
}
