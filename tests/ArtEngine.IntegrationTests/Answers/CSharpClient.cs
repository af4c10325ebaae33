using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;

namespace ArtEngine.IntegrationTests.Answers;

/// <summary>Makes a C# client of the API's description, compiles it together with a program that uses it, and runs that.</summary>
internal static class CSharpClient
{
    private const string Program = """
        using System.IO;
        using System.Net.Http;
        using System.Threading.Tasks;
        using System.Collections.Generic;
        using Generated;

        public static class Program
        {
            public static async Task<string> UseAsync(HttpClient http, byte[] bytes)
            {
                var client = new ArtEngineClient(http);
                var parameters = new Dictionary<string, object> { ["prompt"] = "x", ["steps"] = 2, ["width"] = 64, ["height"] = 64 };
                var request = new GenerateRequest { Workflow_name = "txt2img", Parameters = parameters };
                var made = await client.GenerateImageAsync(request, prefer: "wait=60");
                JobView job = await client.GetJobAsync(made.Id);
                var output = System.Linq.Enumerable.First(job.Outputs);
                using var picture = await client.GetOutputAsync(output.Id);
                using var content = new MemoryStream();
                await picture.Stream.CopyToAsync(content);
                var upload = await client.UploadImageAsync(new FileParameter(new MemoryStream(bytes), "a.png", "image/png"));
                try
                {
                    parameters["prompt"] = "";
                    await client.GenerateImageAsync(request);
                    return "taken";
                }
                catch (ApiException<ProblemDetails> refused)
                {
                    var error = System.Linq.Enumerable.First(refused.Result.Errors);
                    return $"{job.Status}, {output.Content_type}, {output.Width}x{output.Height}, {upload.Width}x{upload.Height}, " +
                        $"{refused.Result.Code} at {error.Pointer}" + (content.Length == output.Size_bytes ? "" : ", but the picture is not whole");
                }
            }
        }
        """;

    public static async Task<string> UseAsync(string description, HttpClient http, byte[] picture)
    {
        var settings = new CSharpClientGeneratorSettings
        {
            ClassName = "ArtEngineClient",
            UseBaseUrl = false,
            GenerateOptionalParameters = true,
            CSharpGeneratorSettings = { Namespace = "Generated", JsonLibrary = CSharpJsonLibrary.SystemTextJson },
        };
        var client = new CSharpClientGenerator(await OpenApiDocument.FromJsonAsync(description), settings).GenerateFile();
        var use = Compile(client, Program).GetType("Program")!.GetMethod("UseAsync")!;
        return (await (Task<string>)use.Invoke(null, [http, picture])!).Replace("Succeeded", "succeeded", StringComparison.Ordinal);
    }

    private static System.Reflection.Assembly Compile(params string[] sources)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "GeneratedClient", sources.Select(source => CSharpSyntaxTree.ParseText(source)), platform, new(OutputKind.DynamicallyLinkedLibrary));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        result.Success.ShouldBeTrue(string.Join('\n', result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error)));
        assembly.Position = 0;
        return new AssemblyLoadContext("generated client", isCollectible: true).LoadFromStream(assembly);
    }
}
