using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Infrastructure.Remote;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

/// <summary>Addresses that callers name, and what lies behind them.</summary>
public sealed class HttpsFilesTests : IDisposable
{
    private static readonly IPAddress Public = IPAddress.Parse("93.184.216.34");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private readonly List<IPAddress> _dialed = [];
    private int _lookUps;

    public HttpsFilesTests() => _listener.Start();

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
    }

    [Theory]
    [InlineData("93.184.216.34", true), InlineData("2606:2800:220:1:248:1893:25c8:1946", true), InlineData("::ffff:93.184.216.34", true)]
    [InlineData("127.0.0.1", false), InlineData("127.255.255.254", false), InlineData("0.0.0.0", false), InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false), InlineData("172.31.255.255", false), InlineData("172.32.0.1", true), InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false), InlineData("100.64.0.1", false), InlineData("198.18.0.1", false), InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false), InlineData("192.0.2.1", false), InlineData("::", false), InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false), InlineData("::ffff:169.254.169.254", false), InlineData("::127.0.0.1", false)]
    [InlineData("fe80::1", false), InlineData("fc00::1", false), InlineData("fd12:3456::1", false), InlineData("ff02::1", false)]
    [InlineData("64:ff9b::7f00:1", false), InlineData("2002:7f00:1::", false), InlineData("2001:0:5ef5:79fb::1", false)]
    [InlineData("2001:db8::1", false), InlineData("100::1", false)]
    public void Only_addresses_of_the_internet_are_public(string address, bool isPublic) =>
        PublicAddresses.Contain(IPAddress.Parse(address)).ShouldBe(isPublic);

    [Theory]
    [InlineData("http://pictures.example.com/a.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://pictures.example.com/a.png")]
    [InlineData("https://user:password@pictures.example.com/")]
    [InlineData("https://pictures.example.com:8443/")]
    [InlineData("https://127.0.0.1/"), InlineData("https://2130706433/"), InlineData("https://0x7f.1/")]
    [InlineData("https://017700000001/")]
    [InlineData("https://[::1]/"), InlineData("https://[::ffff:127.0.0.1]/"), InlineData("https://[::ffff:7f00:1]/")]
    [InlineData("https://169.254.169.254/latest/meta-data/"), InlineData("https://0/"), InlineData("https://[fe80::1%25eth0]/")]
    [InlineData("https:///a.png"), InlineData("https://"), InlineData("://"), InlineData("not an address://")]
    public async Task Whatever_is_no_address_of_the_internet_is_refused_and_not_connected_to(string address)
    {
        using var files = Files("*");
        (await RefusalAsync(files, address)).ShouldBe("address_not_allowed");
        _dialed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pictures.example.com", "https://pictures.example.com/a.png", true)]
    [InlineData("*.example.com", "https://pictures.example.com/a.png", true)]
    [InlineData("*.example.com", "https://example.com/a.png", false)]
    [InlineData("example.com", "https://pictures.example.com/a.png", false)]
    [InlineData("*.example.com", "https://evilexample.com/a.png", false)]
    [InlineData("pictures.example.com", "https://pictures.example.com.evil.org/", false)]
    [InlineData("", "https://pictures.example.com/a.png", false)]
    public async Task Only_hosts_that_the_operator_names_are_asked(string hosts, string address, bool isAsked)
    {
        using var files = Files(hosts);
        var serving = isAsked ? ServeAsync("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc") : Task.CompletedTask;
        if (isAsked)
        {
            (await ReadAsync(files, address)).ShouldBe("abc");
            _dialed.ShouldBe([Public]);
        }
        else
        {
            (await RefusalAsync(files, address)).ShouldBe("address_not_allowed");
        }

        await serving;
    }

    [Fact]
    public async Task A_name_that_is_also_one_of_a_private_address_is_refused()
    {
        using var files = Files("*", Public, IPAddress.Loopback);
        (await RefusalAsync(files, "https://pictures.example.com/")).ShouldBe("address_not_allowed");
        _dialed.ShouldBeEmpty();
    }

    /// <summary>The name is looked up once, and the address that was found is the one that is connected to.</summary>
    [Fact]
    public async Task A_name_that_becomes_another_address_meanwhile_is_not_followed_there()
    {
        using var files = new HttpsFiles(Options.Create(new UploadOptions { FetchHosts = ["*"] }))
        {
            Connector = new()
            {
                Resolve = (_, _) => Task.FromResult<IPAddress[]>([++_lookUps == 1 ? Public : IPAddress.Loopback]),
                Dial = DialAsync,
            },
            IsTrusted = _ => true,
        };
        var serving = ServeAsync("HTTP/1.1 302 Found\r\nLocation: https://pictures.example.com/again\r\nContent-Length: 0\r\n\r\n");
        (await RefusalAsync(files, "https://pictures.example.com/")).ShouldBe("address_not_allowed");
        (_lookUps, _dialed.Count).ShouldBe((2, 1), "the second connection looked again, and was refused");
        await serving;
    }

    [Theory]
    [InlineData("http://pictures.example.com/"), InlineData("https://127.0.0.1/"), InlineData("file:///etc/passwd")]
    [InlineData("https://metadata.internal.test/"), InlineData("//[::1]/")]
    public async Task A_redirect_is_held_to_the_same(string location)
    {
        using var files = Files("pictures.example.com");
        var serving = ServeAsync($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
        (await RefusalAsync(files, "https://pictures.example.com/")).ShouldBe("address_not_allowed");
        _dialed.Count.ShouldBe(1);
        await serving;
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")]
    public async Task What_does_not_give_a_file_is_told_all_the_same(string answer)
    {
        using var files = Files("*");
        var serving = ServeAsync(answer);
        (await RefusalAsync(files, "https://pictures.example.com/")).ShouldBe("address_unavailable");
        await serving;
    }

    [Fact]
    public async Task A_file_that_says_to_be_too_large_is_not_read()
    {
        using var files = Files("*");
        var serving = ServeAsync("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");
        (await RefusalAsync(files, "https://pictures.example.com/")).ShouldBe("body_too_large");
        await serving;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2_048);
        var request = new CertificateRequest("CN=pictures.example.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(Samples.Noon.AddYears(-1), Samples.Noon.AddYears(10));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private static async Task<string> ReadAsync(HttpsFiles files, string address)
    {
        await using var file = await files.OpenAsync(address, 1_000, default);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }

    private static async Task<string> RefusalAsync(HttpsFiles files, string address) =>
        (await Should.ThrowAsync<AppException>(ReadAsync(files, address))).Code;

    private HttpsFiles Files(string hosts, params IPAddress[] found) => new(
        Options.Create(new UploadOptions { FetchHosts = hosts.Split(' ', StringSplitOptions.RemoveEmptyEntries) }))
    {
        Connector = new() { Resolve = (_, _) => Task.FromResult(found.Length > 0 ? found : [Public]), Dial = DialAsync },
        IsTrusted = _ => true,
    };

    /// <summary>Stands for the internet: whatever is dialed, the test answers.</summary>
    private async Task<Stream> DialAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        _dialed.Add(address.Address);
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)_listener.LocalEndpoint, cancellationToken);
        return client.GetStream();
    }

    private async Task ServeAsync(string answer)
    {
        using var client = await _listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(_certificate);
        var buffer = new byte[4_096];
        _ = await tls.ReadAsync(buffer);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(answer));
    }
}
