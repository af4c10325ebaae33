namespace ArtEngine.Generation.Application.Library.Thumbnails;

/// <summary>Nothing can be made of the picture.</summary>
/// <param name="reason">Why, for its owner.</param>
internal sealed class PictureRefusedException(string reason) : Exception(reason);
