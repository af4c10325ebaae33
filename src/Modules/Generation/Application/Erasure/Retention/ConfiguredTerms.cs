using System.Globalization;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Erasure.Retention;

/// <summary>The same terms for everybody: those of the settings.</summary>
internal sealed class ConfiguredTerms(IOptions<RetentionOptions> options) : IRetentionTerms
{
    private readonly RetentionOptions _options = options.Value;

    public string Wording => _options is { KeepDays: 0, KeepFailedDays: 0, MaxJobsPerUser: 0, MaxBytesPerUser: 0 }
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{_options.KeepDays} {_options.KeepFailedDays} {_options.MaxJobsPerUser} {_options.MaxBytesPerUser}");

    public Task<IReadOnlyDictionary<Guid, KeepTerms>> OfAsync(IReadOnlyCollection<Guid> userIds, CancellationToken cancellationToken)
    {
        var terms = new KeepTerms(
            Days(_options.KeepDays),
            Days(_options.KeepFailedDays),
            _options.MaxJobsPerUser > 0 ? _options.MaxJobsPerUser : null,
            _options.MaxBytesPerUser > 0 ? _options.MaxBytesPerUser : null);
        return Task.FromResult<IReadOnlyDictionary<Guid, KeepTerms>>(userIds.Distinct().ToDictionary(userId => userId, _ => terms));
    }

    private static TimeSpan? Days(int days) => days > 0 ? TimeSpan.FromDays(days) : null;
}
