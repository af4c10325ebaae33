using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ArtEngine.Workflows.Infrastructure.Files;

/// <summary>Stops the start when the folder is not there: an empty list of workflows would hide the mistake.</summary>
internal sealed class WorkflowOptionsValidator(IHostEnvironment environment) : IValidateOptions<WorkflowOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkflowOptions options)
    {
        var folder = Path.GetFullPath(options.Path, environment.ContentRootPath);
        return Directory.Exists(folder)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{WorkflowOptions.Section}:Path: there is no folder '{folder}'. Create it or name another one.");
    }
}
