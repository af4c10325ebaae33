namespace ArtEngine.Host.OpenTelemetry;

/// <summary>Measurements for Prometheus, at <c>/metrics</c>.</summary>
internal sealed class PrometheusOptions
{
    public const string Section = "Prometheus";

    /// <summary>Whether they are there.</summary>
    public bool Enabled { get; init; }

    /// <summary>
    /// Whether they are told without a token; else the permission <c>admin</c> is needed. Names of workflows and servers are among them.
    /// </summary>
    public bool Anonymous { get; init; }

    public static PrometheusOptions Of(IConfiguration configuration) =>
        configuration.GetSection(Section).Get<PrometheusOptions>() ?? new();
}
