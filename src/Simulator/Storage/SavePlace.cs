using System.Globalization;

namespace ArtEngine.ComfySimulator.Storage;

/// <summary>A folder and the first free number in it.</summary>
internal sealed record SavePlace(string Directory, string Subfolder, string BaseName, string Type, int FirstNumber)
{
    public SavedFile File(int index, string extension)
    {
        var name = BaseName.Replace("%batch_num%", index.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return new SavedFile($"{name}_{FirstNumber + index:00000}_.{extension}", Subfolder, Type);
    }

    public string PathOf(SavedFile file) => Path.Combine(Directory, file.Filename);
}
