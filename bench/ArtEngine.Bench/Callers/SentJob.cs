namespace ArtEngine.Bench.Callers;

/// <summary>One job as its caller knows it. The tag is its prompt, and stands in no other job's.</summary>
/// <param name="Number">Its place among the jobs of the run.</param>
/// <param name="Tag">Also the key under which it is repeated.</param>
/// <param name="Request">What is posted.</param>
internal sealed record SentJob(int Number, string Tag, object Request)
{
    public string? Id { get; set; }

    /// <summary>Whether its picture tells the tag.</summary>
    public bool IsTagged { get; init; } = true;

    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>A small picture, in so many steps.</summary>
    public static SentJob Picture(int number, string tag, int steps) => new(number, tag, new
    {
        workflow_name = "txt2img",
        parameters = new { prompt = tag, seed = number, steps, width = 64, height = 64 },
    });
}
