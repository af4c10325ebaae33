using System.Globalization;

namespace ArtEngine.ComfySimulator.Storage;

/// <summary>
/// The highest number behind each name in a folder. ComfyUI reads the folder for each picture, which takes longer and longer; here it is
/// read once.
/// </summary>
internal sealed class FileNumbers
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> highest = new(StringComparer.OrdinalIgnoreCase);

    public FileNumbers(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            Note(Path.GetFileName(path));
        }
    }

    public int NextOf(string name)
    {
        lock (gate)
        {
            return highest.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>A file has this name. Behind each of its underscores may be the number.</summary>
    public void Note(string file)
    {
        for (var at = file.IndexOf('_'); at >= 0; at = file.IndexOf('_', at + 1))
        {
            if (int.TryParse(file[(at + 1)..].Split('_', '.')[0], CultureInfo.InvariantCulture, out var number))
            {
                Raise(file[..at], number);
            }
        }
    }

    private void Raise(string name, int number)
    {
        lock (gate)
        {
            highest[name] = Math.Max(highest.GetValueOrDefault(name), number);
        }
    }
}
