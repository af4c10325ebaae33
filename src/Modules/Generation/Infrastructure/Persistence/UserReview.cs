namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>A user whose ended jobs are to be reviewed again, since what they may keep is another.</summary>
internal sealed class UserReview
{
    public required Guid UserId { get; init; }

    /// <summary>The last job that counts as not reviewed already; they go in their order.</summary>
    public long After { get; set; }
}
