using System.Net;

namespace ArtEngine.Host.Settings;

/// <summary>Where the service listens.</summary>
internal static class Addresses
{
    public const string Default = "http://127.0.0.1:5080";

    /// <summary><c>ASPNETCORE_URLS</c>, <c>--urls</c> or the default.</summary>
    public static string Of(IConfiguration configuration) => configuration["urls"] ?? configuration["ASPNETCORE_URLS"] ?? Default;

    /// <summary>Whether nobody but this machine can reach them.</summary>
    public static bool AreLoopback(string addresses) => addresses.Split(';', StringSplitOptions.RemoveEmptyEntries).All(address =>
        BindingAddress.Parse(address) is var binding &&
        (binding.IsUnixPipe || binding.Host == "localhost" ||
            (IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))));
}
