namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>What became of a picture that was sent.</summary>
/// <param name="Name">What prompts call it, which may be another name than asked for; null when the server does not take it.</param>
/// <param name="IsTooLarge">Whether it was refused for its size.</param>
internal readonly record struct UploadAnswer(string? Name, bool IsTooLarge = false);
