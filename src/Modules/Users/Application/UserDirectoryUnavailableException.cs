namespace ArtEngine.Users.Application;

/// <summary>The issuer did not answer, or not as it should. The message holds nothing of any user.</summary>
internal sealed class UserDirectoryUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
