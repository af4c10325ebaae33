namespace ArtEngine.Host.Startup;

/// <summary>The settings do not allow a start; the message tells the operator what to change.</summary>
internal sealed class StartRefusedException(string message) : Exception(message);
