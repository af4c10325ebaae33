using ArtEngine.ComfySimulator;
using ArtEngine.IntegrationTests.Simulator.Replay;
using Server = ArtEngine.ComfySimulator.Simulator;

namespace ArtEngine.IntegrationTests.Simulator;

/// <summary>The simulator against recorded conversations with a real ComfyUI v0.33.0.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class CaptureTests
{
    /// <summary>Captures that cannot be replayed, and why.</summary>
    private static readonly Dictionary<string, string> NotReplayed = new()
    {
        ["20c_heap_tie_three_items"] = "the death of the worker depends on where the tied jobs lie in Python's heap",
        ["22_stalled_ws_consumer"] = "the simulator cuts off a client that does not read; the real server stalls all others behind it",
        ["25_history_race_stress"] = "only a count of races, no conversation",
        ["31_history_race_v0.33.0"] = "only a count of races, no conversation",
        ["40_assets_enabled"] = "the simulator has no assets, as a server started without them",
    };

    private static readonly string[] Pages = ["/users", "/userdata", "/settings", "/workflow_templates", "/internal"];

    private static readonly SimulatorOptions SimulatorDefaults = new();

    private static readonly List<Scenario> Scenarios =
    [
        new("01_success_saveimage_then_cached"),
        new("02_two_outputs_and_batch")
        {
            // There is no encoder for animated WebP: a still picture is saved in its place.
            Rewrite = body => body.Replace("SaveAnimatedWEBP", "SaveImage", StringComparison.Ordinal),
            IgnoredKeys = ["animated"],
            Allowed =
            [
                "content type 'image/webp' expected, 'image/png' found", "file begins with 89504e47, 52494646",
                "16.class_type: 'SaveAnimatedWEBP' expected", "outputs.16.images: 1 items expected, 3 found",
                "executed.output.images: 1 items expected, 3 found",
            ],
        },
        new("03_preview_image_temp"),
        new("04_validation_errors"),
        new("05_exception_in_node"),
        new("06_interrupt_running"),
        new("07_delete_pending_and_queue"),
        new("08_ws_disconnect_reconnect"),
        new("09_who_receives_what"),
        new("09b_preview_with_metadata"),
        new("10_priority_front_number"),
        new("11_client_prompt_id_and_extra_data"),
        new("12_view_and_upload")
        {
            MaxUploadSize = SimulatorDefaults.MaxUploadSize / RecordedRequest.Shrink,
            // preview=webp and preview=jpeg are ignored: the file is sent as it is.
            Allowed = ["GET /view (t=0.187)", "GET /view (t=0.1932)"],
        },
        new("13_misc_endpoints")
        {
            // For ComfyUI's own pages only: settings, users, templates.
            Skips = request => Pages.Any(page => request["path"]!.ToString().StartsWith(page, StringComparison.Ordinal)),
            // Decoration of those pages.
            IgnoredKeys = ["search_aliases", "essentials_category", "output_tooltips"],
            Allowed =
            [
                // The recorded server had finished jobs from earlier captures.
                "pagination.has_more: true expected, false found",
                // The simulator's classes are its own choice; the capture is cut down to some.
                "GET /object_info (t=0.1216): '",
                // A file that is not there has no type here.
                "GET /nope (t=0.0202): no header Content-Type",
                "GET /interrupt (t=0.1429): no header Content-Type",
            ],
        },
        new("14_odd_outputs"),
        new("15_history_race_after_execution_success"),
        new("20_worker_thread_dies_bad_unconnected_node"),
        new("20b_worker_thread_bad_link_in_unconnected_node"),
        new("21_restart_sigkill_midrun"),
        new("21b_restart_sigint_midrun"),
        new("21c_restart_sigterm_midrun"),
        new("21d_node_kills_server"),
        new("23_post_aborted_by_client"),
        new("24_multipart_dotnet_style"),
        new("26_misc_ws_and_files")
        {
            // What it is about is the time that 64 megapixels take.
            Rewrite = body => body.Replace("8192", "256", StringComparison.Ordinal),
        },
        new("30_cached_without_client_id_v0.33.0"),
        new("32_seeds_and_numbers_v0.33.0"),
        new("33_two_queued_same_graph_and_order_v0.33.0"),
        new("34_worker_death_v0.33.0"),
    ];

    public static TheoryData<string> Names => [.. Scenarios.Select(scenario => scenario.Capture)];

    [Theory, MemberData(nameof(Names))]
    public async Task The_simulator_answers_as_the_real_server_did(string capture)
    {
        var scenario = Scenarios.Single(candidate => candidate.Capture == capture);
        var clock = new ManualClock();
        var options = new SimulatorOptions { MaxUploadSize = scenario.MaxUploadSize };
        options.Models["checkpoints"] = [];
        await using var server = await Server.StartAsync(options, clock, CancellationToken.None);
        await using var replayer = new Replayer(server, clock, scenario);

        var differences = await replayer.RunAsync();

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void Every_capture_is_replayed_or_has_a_reason_not_to_be()
    {
        var captures = Directory.EnumerateFiles(Capture.Folder, "*.jsonl").Select(path => Path.GetFileNameWithoutExtension(path));

        captures.Order().ShouldBe(Scenarios.Select(scenario => scenario.Capture).Concat(NotReplayed.Keys).Order());
    }
}
