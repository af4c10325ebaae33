using System.Net;

namespace ArtEngine.Users.Application;

/// <summary>Counts webhooks that were not genuine; they are told in the log once a minute.</summary>
internal interface IWebhookRefusals
{
    /// <summary>Notes one.</summary>
    /// <param name="address">Where it came from.</param>
    /// <returns>Whether the address sent more than it may within the minute.</returns>
    bool NoteRefused(IPAddress address);
}
