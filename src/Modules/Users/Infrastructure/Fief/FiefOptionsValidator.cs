using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ArtEngine.Users.Infrastructure.Fief;

/// <summary>Faults in what Fief's messages and its Admin API need.</summary>
internal sealed class FiefOptionsValidator(IHostEnvironment environment) : IValidateOptions<FiefOptions>
{
    /// <summary>Fief makes 43 characters; something much shorter is no secret.</summary>
    private const int ShortestSecret = 16;

    public ValidateOptionsResult Validate(string? name, FiefOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> Faults(FiefOptions options)
    {
        if (options.UsedWebhookSecrets.Any(secret => secret.Length < ShortestSecret))
        {
            yield return $"A value of Fief:WebhookSecrets has less than {ShortestSecret} characters; " +
                "take the secret that Fief showed when the webhook was made.";
        }

        if (options.UsedWebhookSecrets.Count > 0 && !options.HasDomain && !environment.IsDevelopment())
        {
            yield return "Fief:WebhookSecrets is set, but not Fief:Domain: without it nobody can say whose users the webhooks tell of.";
        }

        if (options.HasAdminApi && !options.HasDomain && string.IsNullOrEmpty(options.MetadataAddress))
        {
            yield return "Fief:AdminApiKey is set, but neither Fief:Domain nor Fief:MetadataAddress: they say where Fief is.";
        }

        if (options.ReconcileMaxErasures is < 0 or > 100)
        {
            yield return $"Fief:ReconcileMaxErasures is {options.ReconcileMaxErasures}; 0 to 100 percent is allowed.";
        }
    }
}
