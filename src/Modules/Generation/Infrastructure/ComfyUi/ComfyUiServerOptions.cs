using System.ComponentModel.DataAnnotations;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>One ComfyUI server.</summary>
internal sealed class ComfyUiServerOptions
{
    /// <summary>
    /// Its address, with the path of a proxy if there is one, without query or fragment. A user and password for the proxy stand
    /// before the host, percent-encoded: <c>http://USER:PASSWORD@gpu-1:8188</c>.
    /// </summary>
    public string Url { get; init; } = "";

    /// <summary>What jobs and metrics call it; host and port unless set.</summary>
    public string? Name { get; init; }

    /// <summary>How many prompts it holds at most, the one at work included.</summary>
    [Range(1, BackendLimits.MaxDepth)]
    public int Depth { get; init; } = 2;

    /// <summary>Of idle servers the heavier one takes a job first.</summary>
    [Range(1, BackendLimits.MaxWeight)]
    public int Weight { get; init; } = 1;

    /// <summary>Headers to send with each request, for a proxy in front of it: <c>Headers:NAME</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The key with which nodes that ask comfy.org pay (<c>api_key_comfy_org</c>): it goes along with each prompt, and into no graph,
    /// log or list. A key that a user stored goes before it.
    /// </summary>
    public string? ComfyOrgApiKey { get; init; }

    public bool HasValidUrl => BackendAddress.Fault(Url) is null;

    public string EffectiveName => Name ?? new Uri(Url).Authority;
}
