namespace ArtEngine.Generation.Application.Webhooks.Endpoints;

/// <summary>Makes what messages are signed with, and encrypts it for the database.</summary>
internal interface IWebhookSecrets
{
    /// <summary>A new secret: <c>whsec_</c> and 32 random bytes in Base64.</summary>
    string Create();

    ValueTask<byte[]> SealAsync(string secret, CancellationToken cancellationToken);

    ValueTask<string> OpenAsync(byte[] secret, CancellationToken cancellationToken);
}
