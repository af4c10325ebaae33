using System.Text.Json;
using ArtEngine.BuildingBlocks;
using FluentValidation;

namespace ArtEngine.Generation.Application.Jobs.Acceptance;

/// <summary>What is asked of the metadata of jobs and of batches.</summary>
internal static class MetadataRule
{
    private const int Longest = 4_096;

    /// <summary>The metadata, when there is any, is a JSON object that can be stored.</summary>
    public static IRuleBuilderOptionsConditions<T, JsonElement?> MustBeMetadata<T>(this IRuleBuilder<T, JsonElement?> rule) => rule
        .Must(metadata => metadata is null or { ValueKind: JsonValueKind.Object }).WithMessage("Must be a JSON object.")
        .Must(metadata => metadata is null || metadata.Value.GetRawText().Length <= Longest)
        .WithMessage($"May have at most {Longest} characters of JSON.")
        .Custom((metadata, context) =>
        {
            if (metadata is { } given && StorableText.FindFault(given) is { } fault)
            {
                context.AddFailure($"/metadata{fault}", StorableText.Rule);
            }
        });
}
