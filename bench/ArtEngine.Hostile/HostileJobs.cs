using ArtEngine.Bench.Callers;

namespace ArtEngine.Hostile;

/// <summary>The jobs of a run: most make a picture, some start from an uploaded one, and some use other nodes.</summary>
internal static class HostileJobs
{
    private const int Pictures = 20;

    /// <summary>64 x 64, of one colour.</summary>
    private static readonly byte[] Picture = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAT0lEQVR42u3PQQkAAAgEsItjRCMaywi+hcEKLNP1WgQEBAQEBAQE" +
        "BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQELgsA5oFL7wUmagAAAABJRU5ErkJggg==");

    public static async Task<IReadOnlyList<SentJob>> MakeAsync(Caller caller, int count, CancellationToken cancellationToken)
    {
        var uploads = new List<string>();
        for (var number = 0; number < Pictures; number++)
        {
            // What follows the end of a picture is not read, but makes another file of it.
            uploads.Add(await caller.UploadAsync([.. Picture, (byte)number], cancellationToken));
        }

        return [.. Enumerable.Range(0, count).Select(number => Make(number, $"hostile-{number}-of-{count}", uploads))];
    }

    private static SentJob Make(int number, string tag, List<string> uploads) => (number % 10) switch
    {
        3 or 7 => new(number, tag, new
        {
            workflow_name = "img2img",
            parameters = new { image = uploads[number % uploads.Count], prompt = tag, seed = number, steps = HostileOptions.Steps },
        }),
        5 => new(number, tag,
            new { workflow_name = "test-card", parameters = new { color = number, width = 64, height = 64 } })
        { IsTagged = false },
        _ => SentJob.Picture(number, tag, HostileOptions.Steps),
    };
}
