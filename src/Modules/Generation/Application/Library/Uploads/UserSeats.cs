namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>Counts what each user holds at the same time.</summary>
internal sealed class UserSeats
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, int> _taken = [];

    /// <returns>A seat until it is disposed; null when the user has as many already.</returns>
    public IDisposable? TryTake(Guid userId, int most)
    {
        lock (_lock)
        {
            var taken = _taken.GetValueOrDefault(userId);
            if (taken >= most)
            {
                return null;
            }

            _taken[userId] = taken + 1;
        }

        return new Seat(this, userId);
    }

    private void Leave(Guid userId)
    {
        lock (_lock)
        {
            if (--_taken[userId] == 0)
            {
                _taken.Remove(userId);
            }
        }
    }

    private sealed class Seat(UserSeats seats, Guid userId) : IDisposable
    {
        private UserSeats? _seats = seats;

        public void Dispose() => Interlocked.Exchange(ref _seats, null)?.Leave(userId);
    }
}
