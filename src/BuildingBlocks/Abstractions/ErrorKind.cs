namespace ArtEngine.BuildingBlocks;

/// <summary>The kinds of errors that callers can tell apart; each has one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>400: the request cannot be read.</summary>
    Malformed,

    /// <summary>403: known caller, not allowed.</summary>
    Forbidden,

    /// <summary>404: not there, or not the caller's.</summary>
    NotFound,

    /// <summary>409: not possible in the present state.</summary>
    Conflict,

    /// <summary>413: more than is taken.</summary>
    TooLarge,

    /// <summary>422: readable, but an input is wrong.</summary>
    Invalid,

    /// <summary>429: too much at once; try later.</summary>
    TooMany,

    /// <summary>502: a server behind this one could not do its part.</summary>
    Upstream,

    /// <summary>503: not now; try later.</summary>
    Unavailable,
}
