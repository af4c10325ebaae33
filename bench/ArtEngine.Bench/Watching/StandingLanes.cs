using System.Globalization;

namespace ArtEngine.Bench.Watching;

/// <summary>
/// Finds lanes that stood still while the service said that all was well: there was work for a server, and nothing was
/// said to it for so long, while every sample said so.
/// </summary>
/// <param name="pendingIsWork">So many waiting jobs are work for every server; fewer may be meant for others.</param>
/// <param name="trustsBackends">Whether a server that is said to be up counts, too, however the service as a whole is.</param>
internal sealed class StandingLanes(int pendingIsWork, bool trustsBackends)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <param name="samples">What one node said, in order.</param>
    /// <param name="words">When something was said to each server, by its name. Probes of the health check do not count.</param>
    /// <returns>A sentence for each time that a lane stood.</returns>
    public IReadOnlyList<string> Find(IReadOnlyList<HealthSample> samples, ILookup<string, DateTimeOffset> words) =>
        [.. samples.SelectMany(sample => sample.Backends).Select(backend => backend.Name).Distinct()
            .SelectMany(server => FindAt(server, samples, [.. words[server].Order()]))];

    private IEnumerable<string> FindAt(string server, IReadOnlyList<HealthSample> samples, List<DateTimeOffset> words)
    {
        (DateTimeOffset? wellFrom, (DateTimeOffset From, DateTimeOffset Until)? stands) = (null, null);
        foreach (var sample in samples)
        {
            var isJudged = HasWork(server, sample) && IsSaidWell(server, sample);
            wellFrom = isJudged ? wellFrom ?? sample.At : null;
            var silentFrom = Later(wellFrom ?? sample.At, LastBefore(sample.At, words));
            if (sample.At - silentFrom > Longest)
            {
                stands = (stands?.From ?? silentFrom, sample.At);
            }
            else if (stands is { } stood)
            {
                yield return Sentence(server, stood.From, stood.Until);
                stands = null;
            }
        }

        if (stands is { } still)
        {
            yield return Sentence(server, still.From, still.Until);
        }
    }

    private bool HasWork(string server, HealthSample sample) =>
        sample.Backends.Any(backend => backend.Name == server && (backend.InFlight > 0 || sample.Pending >= pendingIsWork));

    private bool IsSaidWell(string server, HealthSample sample) =>
        sample.Word == "healthy" || (trustsBackends && sample.Backends.Any(backend => backend.Name == server && backend.IsUp));

    private static string Sentence(string server, DateTimeOffset from, DateTimeOffset until) => string.Create(
        CultureInfo.InvariantCulture,
            $"{server} heard nothing from {from:HH:mm:ss.f} to {until:HH:mm:ss.f} " +
            $"({(until - from).TotalSeconds:0} s), had work, and was said to be well");

    private static DateTimeOffset LastBefore(DateTimeOffset at, List<DateTimeOffset> words)
    {
        var found = words.BinarySearch(at);
        var place = found >= 0 ? found : ~found - 1;
        return place < 0 ? DateTimeOffset.MinValue : words[place];
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
