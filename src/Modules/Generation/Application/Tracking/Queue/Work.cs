using System.Numerics;
using ArtEngine.Generation.Application.Jobs.Queue;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>What servers have to do for some jobs.</summary>
/// <param name="Jobs">How many they are.</param>
/// <param name="Seconds">How long those take that were measured before.</param>
/// <param name="Unknown">How many of them are of a kind that was not.</param>
internal readonly record struct Work(int Jobs, double Seconds, int Unknown)
    : IAdditionOperators<Work, Work, Work>, ISubtractionOperators<Work, Work, Work>
{
    public static Work operator +(Work one, Work other) =>
        new(one.Jobs + other.Jobs, one.Seconds + other.Seconds, one.Unknown + other.Unknown);

    public static Work operator -(Work one, Work other) =>
        new(one.Jobs - other.Jobs, one.Seconds - other.Seconds, one.Unknown - other.Unknown);

    public static Work Of(QueueEntry job) => new(1, job.ExpectedSeconds ?? 0, job.ExpectedSeconds is null ? 1 : 0);

    /// <summary>All of it in seconds, when what was not measured takes so long.</summary>
    public double SecondsWith(double unknown) => Seconds + (Unknown * unknown);
}
