namespace ArtEngine.Chaos.Callers;

/// <summary>One job as its caller knows it. The tag is its prompt, and stands in no other job's.</summary>
internal sealed record SentJob(int Number, string Tag)
{
    public string? Id { get; set; }

    public DateTimeOffset? AcceptedAt { get; set; }
}
