using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Domain;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>Adds a plan, or puts it in the place of the one with its name. It holds for all who have it at once.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="By">The administrator.</param>
internal sealed record SavePlanCommand(PlanView Plan, Guid By) : IRequest<PlanView>;

internal sealed class SavePlanValidator : AbstractValidator<SavePlanCommand>
{
    private const int MaxName = 50;
    private const int MaxWorkflows = 1_000;
    private const int LongestWorkflow = 200;

    public SavePlanValidator()
    {
        RuleFor(command => command.Plan.Name)
            .Must(name => name.Length is > 0 and <= MaxName &&
                name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            .WithMessage($"A plan's name has 1 to {MaxName} letters, digits, - and _.");
        RuleFor(command => command.Plan.Weight).InclusiveBetween(0.01, 1_000).WithMessage("weight must be between 0.01 and 1000.");
        RuleFor(command => command.Plan.MaxRunning).InclusiveBetween(1, 1_000_000)
            .WithMessage("max_running must be at least 1, or null for any number.");
        RuleFor(command => command.Plan.MaxQueued).InclusiveBetween(0, 1_000_000)
            .WithMessage("max_queued must not be negative; null is any number.");
        RuleFor(command => command.Plan.GpuSecondsPerDay).InclusiveBetween(0, 1e9)
            .WithMessage("gpu_seconds_per_day must not be negative; null is any number.");
        RuleFor(command => command.Plan.GpuSecondsPerMonth).InclusiveBetween(0, 1e9)
            .WithMessage("gpu_seconds_per_month must not be negative; null is any number.");
        RuleFor(command => command.Plan.StorageBytes).InclusiveBetween(0, 1_000_000_000_000_000)
            .WithMessage("storage_bytes must not be negative; null is what the settings say.");
        RuleFor(command => command.Plan.KeepDays).InclusiveBetween(1, 36_500)
            .WithMessage("keep_days must be at least 1; null is what the settings say.");
        RuleFor(command => command.Plan.Workflows).Must(names => names is null || names.Count <= MaxWorkflows)
            .WithMessage($"workflows may have at most {MaxWorkflows} names.");
        RuleForEach(command => command.Plan.Workflows).Must(name => name is { Length: > 0 and <= LongestWorkflow } && StorableText.Is(name))
            .WithMessage($"The name of a workflow has 1 to {LongestWorkflow} characters.");
    }
}

internal sealed partial class SavePlanHandler(IPlans plans, ILogger<SavePlanHandler> log) : IRequestHandler<SavePlanCommand, PlanView>
{
    public async Task<PlanView> Handle(SavePlanCommand command, CancellationToken cancellationToken)
    {
        var plan = new Plan
        {
            Name = command.Plan.Name,
            Weight = command.Plan.Weight,
            MaxRunning = command.Plan.MaxRunning,
            MaxQueued = command.Plan.MaxQueued,
            GpuSecondsPerDay = command.Plan.GpuSecondsPerDay,
            GpuSecondsPerMonth = command.Plan.GpuSecondsPerMonth,
            StorageBytes = command.Plan.StorageBytes,
            KeepDays = command.Plan.KeepDays,
            Workflows = command.Plan.Workflows,
        };
        await plans.SaveAsync(plan, cancellationToken);
        Saved(plan.Name, command.By);
        return PlanView.Of(plan);
    }

    [LoggerMessage(LogLevel.Information, "Plan {Plan} was changed by {AdministratorId}")]
    private partial void Saved(string plan, Guid administratorId);
}
