using ArtEngine.BuildingBlocks;
using FluentValidation;

namespace ArtEngine.Generation.Application.Jobs.Acceptance;

/// <summary>What is asked of the header <c>Idempotency-Key</c>, of jobs and of batches.</summary>
internal static class IdempotencyKeyRule
{
    private const int Longest = 200;

    /// <summary>The key, when there is one, can be stored.</summary>
    public static IRuleBuilderOptions<T, string?> MustBeIdempotencyKey<T>(this IRuleBuilder<T, string?> rule) => rule
        .MaximumLength(Longest).WithMessage($"The header Idempotency-Key may have at most {Longest} characters.")
        .Must(key => StorableText.Is(key)).WithMessage(StorableText.Rule);
}
