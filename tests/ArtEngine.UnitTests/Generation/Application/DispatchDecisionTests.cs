using ArtEngine.Generation.Application.Rendering.Dispatching;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>Which job a server takes: the next one, or one behind it whose model is loaded.</summary>
public sealed class DispatchDecisionTests
{
    [Fact]
    public void Nothing_waits() => DispatchDecision.Of([], "a").ShouldBeNull();

    [Fact]
    public void The_head_is_taken_while_no_model_is_known_to_be_loaded() => Chosen([Job("b"), Job("a")], loaded: null).ShouldBe(0);

    [Fact]
    public void A_job_of_the_loaded_model_goes_first() => Chosen([Job("b"), Job("b"), Job("a")], "a").ShouldBe(2);

    [Fact]
    public void Nobody_overtakes_a_job_that_was_passed_over_often_enough() =>
        Chosen([Job("b"), Job("b", passedOver: 8), Job("a")], "a").ShouldBe(0);

    [Fact]
    public void Nobody_overtakes_a_job_of_higher_priority() => Chosen([Job("b", priority: 1), Job("a")], "a").ShouldBe(0);

    [Fact]
    public void No_job_is_ever_passed_over_more_than_eight_times() => Prop.ForAll(
        ArbMap.Default.ArbFor<bool[]>(),
        models =>
        {
            var waiting = models.Select(isFirst => Job(isFirst ? "a" : "b")).ToList();
            var loaded = "a";
            while (DispatchDecision.Of(waiting, loaded) is { } choice)
            {
                loaded = choice.Job.Checkpoint;
                waiting = [.. waiting.Where(job => job != choice.Job)
                    .Select(job => choice.PassedOver.Contains(job) ? job with { PassedOver = job.PassedOver + 1 } : job)];
                waiting.ShouldAllBe(job => job.PassedOver <= DispatchDecision.MaxPassedOver);
            }
        }).QuickCheckThrowOnFailure();

    private static int Chosen(WaitingJob[] waiting, string? loaded) => Array.IndexOf(waiting, DispatchDecision.Of(waiting, loaded)!.Job);

    private static WaitingJob Job(string model, int passedOver = 0, int priority = 0) =>
        new(Guid.NewGuid(), priority, model, passedOver, null, null, Samples.Noon);
}
