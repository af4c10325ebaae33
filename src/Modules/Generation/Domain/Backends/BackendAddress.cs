using System.Text;
using System.Text.RegularExpressions;
using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Domain.Backends;

/// <summary>Where a ComfyUI server is. Credentials in an address, <c>http://user:password@host</c>, are taken out of it.</summary>
/// <param name="Root">The address without them; it ends with a slash.</param>
/// <param name="Authorization">The header that says the same; null when there were none.</param>
internal sealed partial record BackendAddress(Uri Root, string? Authorization)
{
    private const int Longest = 2_000;

    /// <summary>What is wrong with the address, in a sentence; null when nothing is.</summary>
    public static string? Fault(string? address)
    {
        if (address is not { Length: <= Longest } || !StorableText.Is(address) || HttpAddress.Read(address) is null)
        {
            return "An http or https address such as http://gpu-1:8188 is needed.";
        }

        return address.Contains('?', StringComparison.Ordinal) || address.Contains('#', StringComparison.Ordinal)
            ? "The address of a ComfyUI server has no query and no fragment; leave out what begins with ? or #."
            : null;
    }

    /// <summary>Reads an address that has no fault.</summary>
    public static BackendAddress Read(string address)
    {
        var url = new Uri(address.TrimEnd('/') + "/");
        return url.UserInfo.Length == 0
            ? new(url, Authorization: null)
            : new(new UriBuilder(
                url)
            { UserName = "", Password = "" }.Uri, $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials(url)))}");
    }

    /// <summary>As it may be shown, whether or not it is an address.</summary>
    public static string Show(string address) => UserInAddress().Replace(address, "***@");

    private static string Credentials(Uri url)
    {
        var parts = url.UserInfo.Split(':', 2);
        return $"{Uri.UnescapeDataString(parts[0])}:{(parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "")}";
    }

    [GeneratedRegex(@"(?<=//)[^/\s]*@")]
    private static partial Regex UserInAddress();
}
