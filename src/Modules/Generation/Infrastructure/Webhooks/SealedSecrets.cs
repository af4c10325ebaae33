using System.Security.Cryptography;
using System.Text;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Webhooks.Endpoints;

namespace ArtEngine.Generation.Infrastructure.Webhooks;

/// <summary>Encrypts by AES-GCM with a key that is made of the one that all nodes share.</summary>
internal sealed class SealedSecrets(ILinkKeys keys) : IWebhookSecrets
{
    private const int SecretBytes = 32;
    private const int KeyBytes = 32;

    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;

    private byte[]? _key;

    public string Create() => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes))}";

    public async ValueTask<byte[]> SealAsync(string secret, CancellationToken cancellationToken)
    {
        using var cipher = new AesGcm(await KeyAsync(cancellationToken), TagBytes);
        var text = Encoding.UTF8.GetBytes(secret);
        var box = new byte[NonceBytes + TagBytes + text.Length];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        cipher.Encrypt(nonce, text, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes));
        return box;
    }

    public async ValueTask<string> OpenAsync(byte[] secret, CancellationToken cancellationToken)
    {
        using var cipher = new AesGcm(await KeyAsync(cancellationToken), TagBytes);
        var text = new byte[secret.Length - NonceBytes - TagBytes];
        cipher.Decrypt(
            secret.AsSpan(0, NonceBytes), secret.AsSpan(NonceBytes + TagBytes), secret.AsSpan(NonceBytes, TagBytes), text);
        return Encoding.UTF8.GetString(text);
    }

    private async ValueTask<byte[]> KeyAsync(CancellationToken cancellationToken) => _key ??= HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        await keys.GetOrAddAsync(RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes), cancellationToken),
        KeyBytes, info: "webhook secrets"u8.ToArray());
}
