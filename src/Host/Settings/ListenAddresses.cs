using System.Net;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;

namespace ArtEngine.Host.Settings;

/// <summary>Where the service listens.</summary>
internal static class ListenAddresses
{
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>The settings that name addresses.</summary>
    public static readonly IReadOnlyList<string> Names = ["urls", "ASPNETCORE_URLS"];

    private const string KestrelEndpoints = "Kestrel:Endpoints";

    /// <summary>The endpoints of Kestrel's own section when it has some, as Kestrel does; else <see cref="UrlsOf"/>.</summary>
    public static IReadOnlyList<string> Of(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection(KestrelEndpoints).GetChildren()
            .Select(endpoint => endpoint["Url"]).OfType<string>().ToList();
        var addresses = endpoints.Count > 0 ? endpoints : UrlsOf(configuration).Split(';', StringSplitOptions.RemoveEmptyEntries).ToList();
        foreach (var address in addresses)
        {
            Ensure(address);
        }

        return addresses;
    }

    /// <summary><c>--urls</c>, <c>ASPNETCORE_URLS</c> or the default; separated by semicolons.</summary>
    public static string UrlsOf(IConfiguration configuration) =>
        Names.Select(name => configuration[name]).FirstOrDefault(address => address is not null) ?? Default;

    /// <summary>Whether nobody but this machine can reach it.</summary>
    public static bool IsLoopback(string address) =>
        BindingAddress.Parse(address) is var binding && (binding.IsUnixPipe || IPAddress.IsLoopback(IpOf(binding)));

    /// <summary>What Kestrel binds to for it: everything, when it is a name other than localhost.</summary>
    public static IPAddress IpOf(BindingAddress address) =>
        address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) ? ip
        : IPAddress.IPv6Any;

    private static void Ensure(string address)
    {
        try
        {
            if (BindingAddress.Parse(address).Scheme is "http" or "https")
            {
                return;
            }
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw new StartRefusedException($"{address} is no address to listen at. Write it such as {Default}: --urls or ASPNETCORE_URLS.");
    }
}
