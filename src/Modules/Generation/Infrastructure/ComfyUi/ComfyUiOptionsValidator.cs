using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

internal sealed class ComfyUiOptionsValidator : IValidateOptions<ComfyUiOptions>
{
    public ValidateOptionsResult Validate(string? name, ComfyUiOptions options)
    {
        var faults = options.Faults().ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
