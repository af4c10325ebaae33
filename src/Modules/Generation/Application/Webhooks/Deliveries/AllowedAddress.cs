using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Webhooks.Deliveries;

internal static class AllowedAddress
{
    /// <summary>Throws 422 <c>address_not_allowed</c>, which points to the member, unless messages may go there.</summary>
    public static async Task EnsureAllowedAsync(
        this IWebhookSender sender, string url, string pointer, CancellationToken cancellationToken)
    {
        if (await sender.FindFaultAsync(url, cancellationToken) is { } fault)
        {
            throw new AppException(ErrorKind.Invalid, "address_not_allowed", fault) { Errors = [new(pointer, fault)] };
        }
    }
}
