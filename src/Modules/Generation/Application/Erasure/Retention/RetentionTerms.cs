using System.Globalization;
using ArtEngine.Users.Contracts;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Erasure.Retention;

/// <summary>What a user's plan says, and the settings where it says nothing.</summary>
internal sealed class RetentionTerms(IOptions<RetentionOptions> options, IMediator mediator) : IRetentionTerms
{
    private readonly RetentionOptions _options = options.Value;

    public string Wording => _options is { KeepDays: 0, KeepFailedDays: 0, MaxJobsPerUser: 0, MaxBytesPerUser: 0 }
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{_options.KeepDays} {_options.KeepFailedDays} {_options.MaxJobsPerUser} {_options.MaxBytesPerUser}");

    public async Task<IReadOnlyDictionary<Guid, KeepTerms>> OfAsync(
        IReadOnlyCollection<Guid> userIds, CancellationToken cancellationToken)
    {
        var terms = new Dictionary<Guid, KeepTerms>();
        foreach (var userId in userIds)
        {
            terms[userId] = Of(await mediator.Send(new GetPlanQuery(userId) { IsFresh = true }, cancellationToken));
        }

        return terms;
    }

    private KeepTerms Of(UserPlan plan)
    {
        var ofPlan = Days(plan.KeepDays ?? 0);
        var ofFailed = Days(_options.KeepFailedDays);
        return new(
            ofPlan ?? Days(_options.KeepDays),
            ofPlan is null || ofFailed < ofPlan ? ofFailed : ofPlan,
            _options.MaxJobsPerUser > 0 ? _options.MaxJobsPerUser : null,
            plan.StorageBytes ?? (_options.MaxBytesPerUser > 0 ? _options.MaxBytesPerUser : null));
    }

    private static TimeSpan? Days(int days) => days > 0 ? TimeSpan.FromDays(days) : null;
}
