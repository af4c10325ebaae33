using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.Generation.Application.Library.Outputs;

/// <summary>
/// Signs addresses at which an output can be had for a short time without a token: an <c>&lt;img&gt;</c> of a page sends no headers.
/// </summary>
internal sealed class OutputLinks(ILinkKeys keys, TimeProvider clock) : IHostedService
{
    /// <summary>Within it the address of an output stays the same, so that a browser need not load it again.</summary>
    private const long WindowSeconds = 3_600;

    private byte[] _key = [];

    public async Task StartAsync(CancellationToken cancellationToken) =>
        _key = await keys.GetOrAddAsync(RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Until when an address that is signed now is good.</summary>
    public DateTimeOffset ExpiresAt => DateTimeOffset.FromUnixTimeSeconds(NextExpiry);

    private long NextExpiry => ((clock.GetUtcNow().ToUnixTimeSeconds() / WindowSeconds) + 2) * WindowSeconds;

    /// <summary>The address, relative to the service's; good for one to two hours.</summary>
    public string Sign(Guid outputId)
    {
        var expires = NextExpiry;
        var signature = SignatureOf(outputId, expires);
        return string.Create(CultureInfo.InvariantCulture, $"/image/signed/{outputId}?expires={expires}&sig={signature}");
    }

    /// <summary>Whether this service signed it and its time is not over.</summary>
    /// <param name="outputId">The output.</param>
    /// <param name="expires">Until when it is good, in seconds since 1970.</param>
    /// <param name="signature">What stands for <c>sig</c>.</param>
    public bool IsGenuine(Guid outputId, long expires, string signature) =>
        expires > clock.GetUtcNow().ToUnixTimeSeconds() &&
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(SignatureOf(outputId, expires)), Encoding.UTF8.GetBytes(signature));

    private string SignatureOf(Guid outputId, long expires) => Base64Url.EncodeToString(
        HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"output {outputId} {expires}"))));
}
