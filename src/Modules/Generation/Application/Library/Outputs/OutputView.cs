namespace ArtEngine.Generation.Application.Library.Outputs;

/// <summary>One output of a job.</summary>
/// <param name="Id">The output's id.</param>
/// <param name="JobId">The job that made it.</param>
/// <param name="WorkflowName">The job's workflow.</param>
/// <param name="NodeId">The node that made it.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Type"><c>image, video, audio, text, 3d</c> or <c>file</c>.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Hash"><c>sha256:</c> and 64 hex digits.</param>
/// <param name="Blake3"><c>blake3:</c> and 64 hex digits; null for outputs of older versions.</param>
/// <param name="Width">Pixels; null when it is neither picture nor film, or of an unknown format.</param>
/// <param name="Height">Pixels; null likewise.</param>
/// <param name="DurationSeconds">How long film or sound lasts; null when it is neither, or the file does not say.</param>
/// <param name="Codec">What the film, else the sound is encoded by, such as <c>h264, vp9, aac, flac</c>; null likewise.</param>
/// <param name="CreatedAt">When it was stored, UTC.</param>
/// <param name="IsFavourite">Whether you marked it: its job does not expire.</param>
/// <param name="FolderId">The folder that it is in; null for none.</param>
/// <param name="IsReused">Whether the server still had all that it was made of, of an earlier job: at most its saver ran.</param>
/// <param name="Url">Where to download it with a token, relative to the service's address.</param>
/// <param name="SignedUrl">The same without a token, for one to two hours: what a page gives an <c>img</c>.</param>
internal sealed record OutputView(
    Guid Id, Guid JobId, string WorkflowName, string NodeId, string Name, string Type, string ContentType, long SizeBytes, string Hash,
    string? Blake3, int? Width, int? Height, double? DurationSeconds, string? Codec, DateTimeOffset CreatedAt, bool IsFavourite,
    Guid? FolderId, bool IsReused, string Url, string SignedUrl)
{
    public static OutputView Of(OutputRow output, OutputLinks links) => new(
        output.Id, output.JobId, output.WorkflowName, output.NodeId, output.Name, output.Type, output.ContentType, output.SizeBytes,
        $"sha256:{output.Hash}", output.Blake3 is null ? null : $"blake3:{output.Blake3}", output.Width, output.Height,
        output.DurationSeconds, output.Codec, output.CreatedAt, output.IsFavourite, output.FolderId, output.IsReused,
        $"/image/outputs/{output.Id}", links.Sign(output.Id));
}
