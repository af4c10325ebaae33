using System.Text;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Infrastructure.ComfyUi;
using ArtEngine.UnitTests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Generation.ComfyUi;

public sealed class PreviewTests
{
    private static readonly Guid Prompt = Guid.NewGuid();
    private static readonly RenderProgressed AtWork = new(Prompt, 2, "5", 3, 20);

    [Fact]
    public void A_picture_with_metadata_says_whose_it_is()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"node_id":"5","prompt_id":"{{Prompt}}","image_type":"image/jpeg"}""");

        var preview = ComfyUiPreviews.Read([0, 0, 0, 4, 0, 0, 0, (byte)json.Length, .. json, 7, 8], AtWork).ShouldNotBeNull();

        (preview.PromptId, preview.Node, preview.Step, preview.Steps, preview.ContentType).ShouldBe((Prompt, "5", 3, 20, "image/jpeg"));
        preview.Image.ToArray().ShouldBe([7, 8]);
    }

    [Fact]
    public void A_picture_of_an_older_server_is_of_what_was_told_last_to_be_at_work()
    {
        var preview = ComfyUiPreviews.Read([0, 0, 0, 1, 0, 0, 0, 2, 7, 8], AtWork).ShouldNotBeNull();

        (preview.PromptId, preview.Node, preview.ContentType).ShouldBe((Prompt, "5", "image/png"));
        preview.Image.ToArray().ShouldBe([7, 8]);
    }

    [Fact]
    public void A_picture_of_nobody_known_and_other_messages_are_nothing()
    {
        ComfyUiPreviews.Read([0, 0, 0, 1, 0, 0, 0, 2, 7, 8], null).ShouldBeNull();
        ComfyUiPreviews.Read([0, 0, 0, 1, 0, 0, 0, 2, 7, 8], new(Guid.Empty, 0, null, 0, 1)).ShouldBeNull();
        ComfyUiPreviews.Read([0, 0, 0, 1, 0, 0, 0, 9, 7, 8], AtWork).ShouldBeNull();
        ComfyUiPreviews.Read([0, 0, 0, 3, 0, 0, 0, 1, 7, 8], AtWork).ShouldBeNull();
        ComfyUiPreviews.Read([0, 0], AtWork).ShouldBeNull();
    }

    [Fact]
    public async Task A_text_is_a_sign_that_what_runs_is_alive()
    {
        var started = $$"""{"type":"execution_start","data":{"prompt_id":"{{Prompt}}"} }""";
        const string Text = "\0\0\0\u0003\0\0\0\u00015Waiting";
        await using var server = new RawServer(request =>
            $"{RawServer.Upgrade(request)}\u0081{(char)started.Length}{started}\u0082{(char)Text.Length}{Text}\u0082{(char)Text.Length}{Text}");
        var socket = new ComfyUiSocket(
            server.Address, new Dictionary<string, string>(), () => { }, TimeProvider.System, NullLogger<ComfyUiSocket>.Instance);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var following = socket.FollowAsync(end.Token);
        var told = new List<RenderEvent>();
        while (told.Count < 2)
        {
            await Task.Delay(10, end.Token);
            while (socket.TryRead(out var happened))
            {
                told.Add(happened);
            }
        }

        await end.CancelAsync();
        await following;
        told.ShouldBe([new RenderStarted(Prompt), new SignOfLife(Prompt)], "the second text came right behind the first");
    }

    [Fact]
    public void A_text_is_told_from_a_picture()
    {
        ComfyUiPreviews.IsText([0, 0, 0, 3, 0, 0, 0, 1, 7, 8]).ShouldBeTrue();
        ComfyUiPreviews.IsText([0, 0, 0, 1, 0, 0, 0, 2, 7, 8]).ShouldBeFalse();
        ComfyUiPreviews.IsText([0, 0, 0, 3]).ShouldBeFalse();
    }

    [Fact]
    public void Progress_of_a_prompt_with_a_foreign_id_takes_later_pictures_away_from_ours() =>
        ComfyUiEvents.Read("""{"type":"progress_state","data":{"prompt_id":"x","nodes":{}}}"""u8.ToArray())
            .ShouldBe(new RenderProgressed(Guid.Empty, 0, null, 0, 1));
}
