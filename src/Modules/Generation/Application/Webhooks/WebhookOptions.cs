using System.ComponentModel.DataAnnotations;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>What users' receivers are told of their jobs.</summary>
internal sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>Endpoints that one user may have; beyond them 409 <c>too_many_webhooks</c>.</summary>
    [Range(1, 1_000)]
    public int MaxPerUser { get; init; } = 20;

    /// <summary>
    /// Whether receivers may be in private networks, on this machine, and at http addresses: whoever may make webhooks can then have
    /// the service ask what only it can reach.
    /// </summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Longest time in which a receiver must have answered, in seconds.</summary>
    [Range(1, 60)]
    public double TimeoutSeconds { get; init; } = 15;

    /// <summary>Pause before a message is sent again that did not arrive, in seconds; each is twice as long as the one before.</summary>
    [Range(0.05, 3_600)]
    public double FirstPauseSeconds { get; init; } = 5;

    /// <summary>Days that messages are kept, to be looked at and sent again.</summary>
    [Range(1, 365)]
    public int KeepDays { get; init; } = 7;
}
