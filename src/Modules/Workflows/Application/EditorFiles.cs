using Microsoft.Extensions.Caching.Memory;

namespace ArtEngine.Workflows.Application;

/// <summary>Files of the editor by the template that they belong to, those of the last ones in memory: each prompt asks for one.</summary>
internal sealed class EditorFiles(IKeptTemplates kept) : IDisposable
{
    private const long MostBytes = 32 * 1024 * 1024;

    /// <summary>What an entry without a file takes.</summary>
    private const int LeastBytes = 256;

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    /// <summary>Empty when there is none.</summary>
    public async Task<byte[]> FindAsync(string templateKey, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(templateKey, out byte[]? known))
        {
            return known!;
        }

        var file = await kept.FindEditorAsync(templateKey, cancellationToken) ?? [];
        // A template never changes.
        _known.Set(templateKey, file, new MemoryCacheEntryOptions { Size = LeastBytes + file.Length });
        return file;
    }

    public void Dispose() => _known.Dispose();
}
