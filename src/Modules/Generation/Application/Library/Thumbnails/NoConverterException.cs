namespace ArtEngine.Generation.Application.Library.Thumbnails;

/// <summary>This machine cannot convert pictures.</summary>
/// <param name="inner">What is missing.</param>
internal sealed class NoConverterException(Exception inner) : Exception(inner.Message, inner);
