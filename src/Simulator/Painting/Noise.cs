namespace ArtEngine.ComfySimulator.Painting;

/// <summary>Smooth value noise that depends on nothing but its seed.</summary>
internal sealed class Noise(ulong seed)
{
    /// <summary>Several octaves at once, about -1 to 1.</summary>
    public float Fractal(float x, float y, int octaves)
    {
        float sum = 0, weight = 1, total = 0;
        for (var octave = 0; octave < octaves; octave++)
        {
            sum += weight * At(x, y, octave);
            total += weight;
            weight *= 0.5f;
            x *= 2.03f;
            y *= 2.03f;
        }

        return sum / total;
    }

    /// <summary>A number from 0 to 1 that belongs to this seed and index.</summary>
    public float Pick(int index) => (Hash(index, -7, 99) >> 40) / (float)(1 << 24);

    private float At(float x, float y, int octave)
    {
        var column = (int)MathF.Floor(x);
        var row = (int)MathF.Floor(y);
        var along = Ease(x - column);
        var down = Ease(y - row);
        var top = Lerp(Corner(column, row, octave), Corner(column + 1, row, octave), along);
        var bottom = Lerp(Corner(column, row + 1, octave), Corner(column + 1, row + 1, octave), along);
        return Lerp(top, bottom, down);
    }

    private float Corner(int x, int y, int octave) => (Hash(x, y, octave) >> 40) / (float)(1 << 23) - 1;

    private ulong Hash(int x, int y, int salt)
    {
        var mixed = seed ^ ((ulong)(uint)x * 0x9E3779B97F4A7C15) ^ ((ulong)(uint)y * 0xC2B2AE3D27D4EB4F) ^ ((ulong)(uint)salt << 56);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    private static float Ease(float t) => t * t * (3 - 2 * t);

    private static float Lerp(float a, float b, float t) => a + (b - a) * t;
}
