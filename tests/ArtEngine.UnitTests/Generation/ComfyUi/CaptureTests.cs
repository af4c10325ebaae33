using System.Text.Json;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Infrastructure.ComfyUi;

namespace ArtEngine.UnitTests.Generation.ComfyUi;

public sealed class CaptureTests
{
    public static TheoryData<string> Files => Captures.Files;

    public static TheoryData<string> Versions => [.. Captures.Versions];

    [Theory, MemberData(nameof(Files))]
    public void Everything_that_servers_said_can_be_read(string file)
    {
        foreach (var message in Captures.Read(file, "ws"))
        {
            ComfyUiEvents.Read(message);
        }

        ReadHistory(file);
        foreach (var answer in Captures.Read(file, "answer 400"))
        {
            using var json = LenientJson.Parse(answer);
            ComfyUiRefusal.Read(json.RootElement).ShouldNotBeNull().Message.ShouldNotBeNullOrWhiteSpace();
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Every_prompt_whose_end_is_in_the_history_was_told_to_be_over_once(string file)
    {
        var ended = Captures.Read(file, "ws").Select(ComfyUiEvents.Read).OfType<RenderEnded>().Select(over => over.PromptId).ToList();
        ended.ShouldBeUnique();
        var started = Captures.Read(file, "ws").Select(ComfyUiEvents.Read).OfType<RenderStarted>().Select(start => start.PromptId)
            .ToHashSet();
        ReadHistory(file).Keys.Where(started.Contains).Except(ended).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_success_is_followed_from_its_start_to_its_file(string version)
    {
        var file = $"success.{version}.txt";
        var events = Captures.Read(file, "ws").Select(ComfyUiEvents.Read).OfType<RenderEvent>().ToList();
        var first = events.OfType<RenderStarted>().First().PromptId;
        var own = events.Where(one => one.PromptId == first).ToList();
        own[0].ShouldBeOfType<RenderStarted>();
        own[1].ShouldBe(new NodesCached(first, 0));
        own.OfType<RenderProgressed>().Max(progress => progress.NodesDone).ShouldBe(3);
        own[^1].ShouldBeOfType<RenderEnded>();

        // The same graph again: nothing is left to do.
        events.OfType<NodesCached>().ShouldContain(cached => cached.Count == 3);

        var finished = ReadHistory(file)[first].ShouldBeOfType<RenderState.Finished>();
        finished.ExecutionMs.ShouldNotBeNull().ShouldBeInRange(0, 60_000);
        var picture = finished.Files.ShouldHaveSingleItem();
        picture.ShouldBe(new("9", "images", 0, picture.FileName, "", "output"));
        picture.FileName.ShouldEndWith(".png");
    }

    [Theory, MemberData(nameof(Versions))]
    public void Files_of_all_kinds_are_found_and_other_values_are_passed_over(string version)
    {
        var outputs = ReadHistory($"outputs.{version}.txt").Values.OfType<RenderState.Finished>().SelectMany(finished => finished.Files)
            .ToList();
        outputs.Select(file => file.NodeId).Distinct().Count().ShouldBeGreaterThan(1);
        outputs.ShouldAllBe(file => file.FileName.Length > 0 && file.Folder.Length > 0);
        ReadHistory($"temporary.{version}.txt").Values.OfType<RenderState.Finished>().SelectMany(finished => finished.Files)
            .ShouldContain(file => file.Folder == "temp");

        var odd = ReadHistory($"odd.{version}.txt").Values.OfType<RenderState.Finished>().ToList();
        odd.SelectMany(finished => finished.Files).Select(file => file.Kind).Distinct().ShouldContain("gifs");
        odd.ShouldContain(finished => finished.Files.Count == 0);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_node_that_raises_an_error_is_named_without_the_servers_paths(string version)
    {
        var faults = Faults($"errors.{version}.txt");
        var fault = faults.First(fault => fault.Code == FaultCodes.NodeError);
        fault.ClassType.ShouldBe("ArtFail");
        fault.NodeId.ShouldNotBeNullOrEmpty();
        fault.Message.ShouldStartWith("boom");
        FaultTable.Of(fault.Code).OnlyElsewhere.ShouldBeTrue();
        faults.ShouldAllBe(one => !one.Message.Contains("/srv/", StringComparison.Ordinal) &&
            !one.Message.Contains("Traceback", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Versions))]
    public void Too_little_memory_has_a_name_of_its_own(string version) =>
        Faults($"errors.{version}.txt")
            .ShouldContain(fault => fault.Code == FaultCodes.OutOfMemory && FaultTable.Of(fault.Code).Retries == 1);

    [Theory, MemberData(nameof(Versions))]
    public void An_interruption_is_told_from_an_error(string version)
    {
        var faults = Faults($"interrupted.{version}.txt");
        faults.ShouldNotBeEmpty();
        faults.ShouldAllBe(fault => fault.Code == FaultCodes.Interrupted && FaultTable.Of(fault.Code).Retries == null);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_blocked_branch_ends_well_with_nothing_although_an_error_was_told(string version)
    {
        var file = $"odd.{version}.txt";
        var messages = Captures.Read(file, "ws").Select(bytes => LenientJson.Parse(bytes).RootElement).ToList();
        var blocked = messages.First(message => message.GetProperty("type").GetString() == "execution_error" &&
            message.GetProperty("data").GetProperty("exception_type").GetString() == "ExecutionBlocked");
        var id = blocked.GetProperty("data").GetProperty("prompt_id").GetGuid();
        ReadHistory(file)[id].ShouldBeOfType<RenderState.Finished>().Files.ShouldBeEmpty();
        Captures.Read(file, "ws").Select(ComfyUiEvents.Read).Last(one => one?.PromptId == id).ShouldBeOfType<RenderEnded>();
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_refused_graph_is_explained_by_the_node_that_is_wrong(string version)
    {
        var refusals = Refusals($"refusals.{version}.txt", 400);
        refusals.Select(fault => fault.Code).Distinct()
            .ShouldBe([FaultCodes.Validation, FaultCodes.MissingModel, FaultCodes.MissingNode], ignoreOrder: true);
        var model = refusals.Single(fault => fault.Code == FaultCodes.MissingModel);
        model.Message.ShouldContain("sdxl.safetensors");
        model.ClassType.ShouldBe("CheckpointLoaderSimple");
        refusals.ShouldContain(fault => fault.Message == "Value 999999 bigger than max of 16384: width" && fault.NodeId == "1");
        refusals.ShouldContain(
            fault => fault.Message.StartsWith("Prompt has no outputs", StringComparison.Ordinal) && fault.NodeId == null);
        refusals.ShouldAllBe(
            fault => (FaultTable.Of(fault.Code).Retries == 0 || FaultTable.Of(fault.Code).OnlyElsewhere) && fault.Message.Length <= 503);
    }

    [Theory, MemberData(nameof(Versions))]
    public void A_graph_that_is_taken_in_part_is_a_refusal_and_one_that_is_taken_whole_is_none(string version)
    {
        var answers = Captures.Read($"refusals.{version}.txt", "answer 200").Select(bytes => LenientJson.Parse(bytes).RootElement).ToList();
        foreach (var answer in answers)
        {
            var isWhole = !answer.GetProperty("node_errors").EnumerateObject().Any();
            (ComfyUiRefusal.Read(answer) is null).ShouldBe(isWhole);
        }

        answers.ShouldContain(answer => ComfyUiRefusal.Read(answer) != null);
        answers.ShouldContain(answer => ComfyUiRefusal.Read(answer) == null);
    }

    private static List<RenderFault> Refusals(string file, int status) =>
        [.. Captures.Read(file, $"answer {status}").Select(bytes => ComfyUiRefusal.Read(LenientJson.Parse(bytes).RootElement))
            .OfType<RenderFault>()];

    private static List<RenderFault> Faults(string file) =>
        [.. ReadHistory(file).Values.OfType<RenderState.Failed>().Select(failed => failed.Fault)];

    private static Dictionary<Guid, RenderState> ReadHistory(string file)
    {
        var states = new Dictionary<Guid, RenderState>();
        foreach (var line in Captures.Read(file, "history"))
        {
            using var json = LenientJson.Parse(line);
            JsonProperty entry = json.RootElement.EnumerateObject().Single();
            states.Add(Guid.Parse(entry.Name), ComfyUiHistory.Read(entry.Value));
        }

        return states;
    }
}
