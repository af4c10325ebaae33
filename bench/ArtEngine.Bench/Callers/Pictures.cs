using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ArtEngine.Bench.Callers;

/// <summary>Downloads each job's picture and looks whether it is that job's.</summary>
internal static class Pictures
{
    /// <returns>A sentence for each picture that is missing, damaged or another job's.</returns>
    public static async Task<IReadOnlyList<string>> CheckAsync(
        Caller caller, IEnumerable<SentJob> jobs, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        await Parallel.ForEachAsync(
            jobs, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (job, cancel) =>
        {
            if (await FaultOfAsync(caller, job, cancel) is { } fault)
            {
                lock (faults)
                {
                    faults.Add($"{job.Tag}, job {job.Id}: {fault}");
                }
            }
        });
        return faults;
    }

    private static async Task<string?> FaultOfAsync(Caller caller, SentJob sent, CancellationToken cancellationToken)
    {
        var job = await caller.GetAsync($"/image/jobs/{sent.Id}", sent.Number, cancellationToken);
        var outputs = job.GetProperty("outputs");
        if (outputs.GetArrayLength() != 1)
        {
            return $"it has {outputs.GetArrayLength()} outputs";
        }

        if (await caller.DownloadAsync(outputs[0].GetProperty("url").GetString()!, sent.Number, cancellationToken) is not { } picture)
        {
            return "its picture is not there";
        }

        if (outputs[0].GetProperty("hash").GetString() != $"sha256:{Convert.ToHexStringLower(SHA256.HashData(picture))}")
        {
            return "its picture has other bytes than were stored";
        }

        return PromptOf(picture) is not { } prompt ? "its picture has no prompt in it"
            : !prompt.Contains(sent.Id!, StringComparison.Ordinal) ||
                (sent.IsTagged && !prompt.Contains($"\"{sent.Tag}\"", StringComparison.Ordinal))
                ? $"its picture was made for another prompt: {prompt}"
            : null;
    }

    /// <summary>The graph that ComfyUI leaves in a PNG; null when there is none.</summary>
    private static string? PromptOf(ReadOnlySpan<byte> png)
    {
        for (var at = 8; at + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            if (length < 0 || length > png.Length - at - 12)
            {
                return null;
            }

            var data = png.Slice(at + 8, length);
            if (png.Slice(at + 4, 4).SequenceEqual("tEXt"u8) && data.StartsWith("prompt\0"u8))
            {
                return Encoding.Latin1.GetString(data[7..]);
            }

            at += 12 + length;
        }

        return null;
    }
}
