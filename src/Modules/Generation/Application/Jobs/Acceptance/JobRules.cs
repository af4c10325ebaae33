using System.Text.Json;
using ArtEngine.BuildingBlocks;
using FluentValidation;

namespace ArtEngine.Generation.Application.Jobs.Acceptance;

/// <summary>What is asked of what comes with a request for a job or a batch.</summary>
internal static class JobRules
{
    private const int LongestKey = 200;
    private const int LongestMetadata = 4_096;
    private const int LeastPriority = -10;
    private const int HighestPriority = 10;

    private static readonly TimeSpan ShortestCancelAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestCancelAfter = TimeSpan.FromDays(7);

    /// <summary>The name can be one of a workflow, whether there is one or not.</summary>
    public static IRuleBuilderOptions<T, string> MustBeWorkflowName<T>(this IRuleBuilder<T, string> rule) => rule
        .NotEmpty().MaximumLength(200).Must(name => StorableText.Is(name)).WithMessage(StorableText.Rule);

    public static IRuleBuilderOptions<T, int> MustBePriority<T>(this IRuleBuilder<T, int> rule) =>
        rule.InclusiveBetween(LeastPriority, HighestPriority);

    public static IRuleBuilderOptions<T, int?> MustBePriority<T>(this IRuleBuilder<T, int?> rule) =>
        rule.InclusiveBetween(LeastPriority, HighestPriority);

    /// <summary>The header <c>Idempotency-Key</c>, when it is there, can be stored.</summary>
    public static IRuleBuilderOptions<T, string?> MustBeIdempotencyKey<T>(this IRuleBuilder<T, string?> rule) => rule
        .MaximumLength(LongestKey).WithMessage($"The header Idempotency-Key may have at most {LongestKey} characters.")
        .Must(key => StorableText.Is(key)).WithMessage(StorableText.Rule);

    public static IRuleBuilderOptions<T, TimeSpan?> MustBeCancelAfter<T>(this IRuleBuilder<T, TimeSpan?> rule) => rule
        .Must(after => after is null || (after >= ShortestCancelAfter && after <= LongestCancelAfter))
        .WithMessage(
            $"The header Cancel-After takes {ShortestCancelAfter.TotalSeconds:0} to {LongestCancelAfter.TotalSeconds:0} seconds.");

    /// <summary>Whether it may be asked, somebody else looks at.</summary>
    public static IRuleBuilderOptions<T, string?> MustBeWebhookUrl<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(url => StorableText.Is(url)).WithMessage(StorableText.Rule);

    /// <summary>The metadata, when there is any, is a JSON object that can be stored.</summary>
    public static IRuleBuilderOptionsConditions<T, JsonElement?> MustBeMetadata<T>(this IRuleBuilder<T, JsonElement?> rule) => rule
        .Must(metadata => metadata is null or { ValueKind: JsonValueKind.Object }).WithMessage("Must be a JSON object.")
        .Must(metadata => metadata is null || metadata.Value.GetRawText().Length <= LongestMetadata)
        .WithMessage($"May have at most {LongestMetadata} characters of JSON.")
        .Custom((metadata, context) =>
        {
            if (metadata is { } given && StorableText.FindFault(given) is { } fault)
            {
                context.AddFailure($"/metadata{fault}", StorableText.Rule);
            }
        });

    /// <summary>The values of parameters can be stored. What they mean, their workflow says.</summary>
    public static IRuleBuilderOptionsConditions<T, IReadOnlyDictionary<string, JsonElement>> MustBeParameters<T>(
        this IRuleBuilder<T, IReadOnlyDictionary<string, JsonElement>> rule) => rule.Custom((parameters, context) =>
    {
        if (StorableText.FindFault(parameters) is { } fault)
        {
            context.AddFailure($"/parameters{fault}", StorableText.Rule);
        }
    });
}
