using System.Net;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.Host.Settings;

namespace ArtEngine.Host.Startup;

/// <summary>Asks the service that runs with the same settings whether it lives, for containers without a client of their own.</summary>
internal static class HealthProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<int> AskAsync(string root, string[] args, TextWriter output)
    {
        var settings = new ConfigurationBuilder().AddArtEngineSources(root, args).Build();
        var address = LocalAddress(ListenAddresses.Of(settings)[0]);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "/health/live"));
            output.WriteLine($"{address} answers {(int)answer.StatusCode}");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            output.WriteLine($"{address} does not answer: {exception.GetBaseException().Message}");
            return 1;
        }
    }

    // 0.0.0.0, [::], * and + are where one listens, not where one calls.
    private static Uri LocalAddress(string listening)
    {
        var binding = BindingAddress.Parse(listening);
        var isName = binding.Host is not ("*" or "+");
        var isAny = !isName ||
            (IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
        return new UriBuilder(binding.Scheme, isAny ? "localhost" : binding.Host, binding.Port).Uri;
    }
}
