using System.Numerics;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>
/// Where a turn begins or ends to be served, in virtual time: from there on it takes its share, and from its end on none. What all
/// turns took up to a moment is the sum of (moment - bend) x slope over the bends before it.
/// </summary>
/// <param name="Key">Where it is.</param>
/// <param name="Slope">What is taken of servers, in seconds, for each second of virtual time; negative at an end.</param>
/// <param name="JobSlope">The same in jobs.</param>
internal readonly record struct Bend(BendKey Key, double Slope, double JobSlope);

/// <summary>The order of bends.</summary>
/// <param name="At">The virtual time.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="IsEnd">Whether it ends there.</param>
internal readonly record struct BendKey(double At, Guid TurnId, bool IsEnd) : IComparable<BendKey>
{
    public int CompareTo(BendKey other) => At != other.At ? At.CompareTo(other.At)
        : TurnId != other.TurnId ? TurnId.CompareTo(other.TurnId)
        : IsEnd.CompareTo(other.IsEnd);
}

/// <summary>Bends, summed up.</summary>
internal readonly record struct BendSum(double Slope, double SlopeAt, double JobSlope, double JobSlopeAt)
    : IAdditionOperators<BendSum, BendSum, BendSum>, ISubtractionOperators<BendSum, BendSum, BendSum>
{
    public static BendSum operator +(BendSum one, BendSum other) => new(
        one.Slope + other.Slope, one.SlopeAt + other.SlopeAt, one.JobSlope + other.JobSlope, one.JobSlopeAt + other.JobSlopeAt);

    public static BendSum operator -(BendSum one, BendSum other) => new(
        one.Slope - other.Slope, one.SlopeAt - other.SlopeAt, one.JobSlope - other.JobSlope, one.JobSlopeAt - other.JobSlopeAt);

    public static BendSum Of(Bend bend) => new(bend.Slope, bend.Slope * bend.Key.At, bend.JobSlope, bend.JobSlope * bend.Key.At);

    /// <summary>What was taken up to that moment, in seconds and in jobs.</summary>
    public (double Seconds, double Jobs) UpTo(double at) => ((at * Slope) - SlopeAt, (at * JobSlope) - JobSlopeAt);
}
