using System.Numerics;

namespace ArtEngine.ComfySimulator.Painting;

/// <summary>
/// The placeholder picture: a sky with a sun and clouds over ridges that fade into haze. The words of the prompt choose
/// the colours, the seed the shapes, so one prompt with two seeds looks like two pictures of one idea.
/// </summary>
internal sealed class Landscape : Raster
{
    private const int Ridges = 5;
    private const int CloudCell = 8;

    private readonly Noise noise;
    private readonly Lazy<Scene> scene;
    private readonly Vector3 zenith;
    private readonly Vector3 horizon;
    private readonly Vector3 ground;
    private readonly Vector3 glow;
    private readonly Vector2 sun;
    private readonly float sunRadius;

    public Landscape(int width, int height, ulong seed, ulong words)
        : base(width, height)
    {
        noise = new Noise(seed);
        scene = new Lazy<Scene>(Compose);
        var palette = new Noise(words);
        // Skies run from teal over blue to violet above, and are warm below, or sometimes icy: all of these please.
        var above = 0.5f + 0.36f * palette.Pick(0);
        var below = palette.Pick(3) < 0.8f ? 0.92f + 0.2f * palette.Pick(1) : 0.47f + 0.13f * palette.Pick(1);
        var night = palette.Pick(2) * 0.28f;
        zenith = Colour.FromHsl(above, 0.55f, 0.44f - night);
        horizon = Colour.FromHsl(below, 0.78f, 0.74f - night * 0.6f);
        ground = Colour.FromHsl(above - 0.04f, 0.42f, 0.12f);
        glow = Colour.FromHsl(below + 0.03f, 0.95f, 0.87f);
        sun = new Vector2(width * (0.2f + 0.6f * noise.Pick(0)), height * (0.2f + 0.25f * noise.Pick(1)));
        sunRadius = MathF.Min(width, height) * (0.05f + 0.05f * noise.Pick(2));
    }

    public override void ReadRow(int y, Span<byte> rgb)
    {
        var view = scene.Value;
        var depth = y / (float)Height;
        var sky = Vector3.Lerp(zenith, horizon, MathF.Min(1, depth * 1.55f));
        for (var x = 0; x < Width; x++)
        {
            var ridge = Front(view.Heights, x, y);
            var colour = ridge < 0 ? Sky(sky, view.Clouds, x, y) : Land(ridge, y, y - view.Heights[ridge][x]);
            Write(colour, rgb.Slice(x * 3, 3));
        }
    }

    private static int Front(float[][] heights, int x, int y)
    {
        for (var ridge = heights.Length - 1; ridge >= 0; ridge--)
        {
            if (y >= heights[ridge][x])
            {
                return ridge;
            }
        }

        return -1;
    }

    private Vector3 Sky(Vector3 sky, CloudField clouds, int x, int y)
    {
        var distance = Vector2.Distance(new Vector2(x, y), sun);
        var disc = Math.Clamp(sunRadius + 1 - distance, 0, 1);
        var halo = sunRadius / (sunRadius + MathF.Max(0, distance - sunRadius));
        var lit = Vector3.Lerp(sky, glow, 0.75f * halo * halo + 0.1f * halo);
        var cloud = Math.Clamp(clouds.At(x, y) * 1.9f - 0.1f, 0, 1) * 0.55f;
        return Vector3.Lerp(Vector3.Lerp(lit, glow, disc), Vector3.Lerp(horizon, glow, halo), cloud * (1 - 0.6f * disc));
    }

    private Vector3 Land(int ridge, int y, float below)
    {
        // Far ridges take the colour of the air; each is lighter at its foot, where mist would lie.
        var near = (ridge + 1) / (float)Ridges;
        var colour = Vector3.Lerp(Vector3.Lerp(horizon, zenith, 0.45f), ground, 0.2f + 0.8f * near);
        var depth = (y - RidgeLine(ridge)) / (Height * 0.22f);
        var mist = Math.Clamp(depth, 0, 1) * 0.5f * (1 - near * 0.75f);
        var rim = Math.Clamp(1 - below / (Height * 0.006f + 1), 0, 1) * 0.18f;
        return Vector3.Lerp(Vector3.Lerp(colour, horizon, mist), glow, rim);
    }

    private static void Write(Vector3 colour, Span<byte> pixel)
    {
        pixel[0] = (byte)Math.Clamp(colour.X + 0.5f, 0, 255);
        pixel[1] = (byte)Math.Clamp(colour.Y + 0.5f, 0, 255);
        pixel[2] = (byte)Math.Clamp(colour.Z + 0.5f, 0, 255);
    }

    private Scene Compose()
    {
        var heights = new float[Ridges][];
        for (var ridge = 0; ridge < Ridges; ridge++)
        {
            heights[ridge] = Ridge(ridge);
        }

        return new Scene(heights, new CloudField(noise, Width, Height, CloudCell));
    }

    private float[] Ridge(int ridge)
    {
        var line = new float[Width];
        var top = RidgeLine(ridge);
        var swing = Height * (0.17f - 0.02f * ridge);
        for (var x = 0; x < Width; x++)
        {
            // Wider than high: mountains, not grass.
            line[x] = top - swing * noise.Fractal(3f * x / Width * (1 + 0.35f * ridge), ridge * 17.3f, 6);
        }

        return line;
    }

    private float RidgeLine(int ridge) => Height * (0.5f + 0.4f * ridge / (Ridges - 1));

    private sealed record Scene(float[][] Heights, CloudField Clouds);
}
