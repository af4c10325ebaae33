using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>A server whose certificate nobody trusts: what is told is the certificate, not that something inside went wrong.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class TlsFaultTests
{
    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_named_as_the_reason()
    {
        using var certificate = SelfSigned();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var server = builder.Build();
        await server.StartAsync();
        await using var service = await Service.StartAsync(settings: $"--ComfyUi:Servers:0:Url={server.Urls.First()}");

        await service.Client.UntilReadyIsAsync("degraded");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string? trouble;
        do
        {
            await Task.Delay(100, patience.Token);
            trouble = (await service.GetAsync("/health/ready")).GetProperty("checks").GetProperty("comfyui").Text("description");
        }
        while (trouble?.Contains("certificate", StringComparison.Ordinal) != true);

        trouble.ShouldNotContain("see inner exception");
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
    }
}
