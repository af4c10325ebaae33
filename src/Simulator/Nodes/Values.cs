using ArtEngine.ComfySimulator.Painting;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>What a MODEL, CLIP or VAE socket carries: its name is all there is to it.</summary>
internal sealed record Model(string Name);

/// <summary>Words that guide a sampler.</summary>
internal sealed record Conditioning(string Words);

/// <summary>What a GUIDER carries.</summary>
internal sealed record Guider(Conditioning Positive);

/// <summary>What NOISE carries.</summary>
internal sealed record NoiseSeed(ulong Seed);

/// <summary>What SIGMAS carries.</summary>
internal sealed record Schedule(int Steps, double Denoise);

/// <summary>A LATENT in pixels; <see cref="IsEmpty"/> until a sampler or an encoder has put something in it.</summary>
internal sealed record Latent(IReadOnlyList<Raster> Frames, string Words, bool IsEmpty)
{
    public static Latent Empty(int width, int height, int count)
    {
        var frame = new Solid(width / 8 * 8, height / 8 * 8, 0x808080);
        return new Latent([.. Enumerable.Repeat(frame, count)], "", IsEmpty: true);
    }
}

/// <summary>An IMAGE: a batch of pictures, and the words they were made from.</summary>
internal sealed record Images(IReadOnlyList<Raster> Frames, string Words = "")
{
    public Images Map(Func<Raster, Raster> change) => this with { Frames = [.. Frames.Select(change)] };
}

/// <summary>A MASK: grey is how much of each pixel is covered.</summary>
internal sealed record Mask(Raster Cover);

/// <summary>The output of a node that closed its branch; the message is told once, by the next node.</summary>
internal sealed record Blocked(string? Message);
