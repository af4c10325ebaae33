using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.Generation;

internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static ImageJob Job(
        Guid? userId = null, int priority = 0, string? key = null, string? hash = null, int nodes =
            4, string outputNode = "9", DateTimeOffset? at = null, string graph = """{"9":{}}""",
        string workflow = "txt2img", Guid? turn = null,
        string parameters = """{"prompt":"a lighthouse"}""") =>
        ImageJob.Queue(
            new(
                Guid.NewGuid(), userId ?? Guid.NewGuid(), workflow, "0123456789ab", parameters, null, graph,
                outputNode, nodes, priority, key, hash, null, null, null, null, null)
            {
                TurnId = turn,
            },
            at ?? Noon);

    /// <summary>A job whose node 4 takes this picture.</summary>
    public static ImageJob JobWith(Guid uploadId, Guid? userId = null, string? key = null)
    {
        var id = Guid.NewGuid();
        return ImageJob.Queue(
            new(
                id, userId ?? Guid.NewGuid(), "img2img", "0123456789ab", "{}", null,
                """{"4":{"class_type":"LoadImage","inputs":{"image":null,"text":"{upload}"}},"9":{"inputs":{"seed":18446744073709551615}}}""",
                "9", 2, 0, key, key, null, null, null, null, null)
            {
                Pictures = [new() { JobId = id, NodeId = "4", Input = "image", UploadId = uploadId }],
            },
            Noon);
    }

    /// <summary>The job as it is shown, with its place in the queue.</summary>
    public static ExplainedJob Explained(ImageJob job, int? position = null) =>
        new(JobRow.Of(job), new(position, EtaSeconds: null), WaitReason: null, new(new MemoryLinkKeys(), TimeProvider.System));

    public static JobOutput Output(Guid jobId, int position = 0, Guid? userId = null, DateTimeOffset? at = null) => new()
    {
        Id = Guid.NewGuid(),
        JobId = jobId,
        UserId = userId ?? Guid.NewGuid(),
        WorkflowName = "txt2img",
        CreatedAt = at ?? Noon,
        Position = position,
        NodeId = "9",
        Name = "picture.png",
        Type = "image",
        ContentType = "image/png",
        SizeBytes = 100,
        Hash = new('a', 64),
        StorageKey = $"{userId}/{jobId}/a/{position}.png",
    };
}
