using System.Globalization;

namespace ArtEngine.ComfySimulator.Storage;

/// <summary>A folder and the first free number in it.</summary>
internal sealed class SavePlace(string directory, string subfolder, string baseName, string type, FileNumbers numbers)
{
    private readonly int first = numbers.NextOf(baseName);

    public SavedFile File(int index, string extension)
    {
        var name = baseName.Replace("%batch_num%", index.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var file = $"{name}_{first + index:00000}_.{extension}";
        numbers.Note(file);
        return new SavedFile(file, subfolder, type);
    }

    public string PathOf(SavedFile file) => Path.Combine(directory, file.Filename);
}
