namespace ArtEngine.BuildingBlocks.Infrastructure.Memory;

/// <summary>Finds the moment at which work has ceased: once behind each spell of it, when some looks in a row saw next to none.</summary>
internal sealed class QuietSpell
{
    /// <summary>Of one processor. A node at rest with some servers needs a fifth of this: 0.02.</summary>
    private const double Busy = 0.1;

    private const int Looks = 3;

    private int _left = Looks;

    /// <param name="load">How much of a processor was used since the last look.</param>
    /// <returns>Whether work has just ceased.</returns>
    public bool HasBegun(double load)
    {
        if (load >= Busy)
        {
            _left = Looks;
            return false;
        }

        return _left > 0 && --_left == 0;
    }
}
