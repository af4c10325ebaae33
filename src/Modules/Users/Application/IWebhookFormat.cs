namespace ArtEngine.Users.Application;

/// <summary>How the issuer's messages are checked and read.</summary>
internal interface IWebhookFormat
{
    /// <summary>Whether the issuer signed these bytes, a moment ago.</summary>
    bool IsGenuine(string signature, string timestamp, ReadOnlySpan<byte> body);

    /// <summary>What the message tells; throws a malformed <see cref="BuildingBlocks.AppException"/> when it cannot be read.</summary>
    IssuerEvent Read(ReadOnlyMemory<byte> body);
}

/// <summary>What a message of the issuer tells.</summary>
internal abstract record IssuerEvent
{
    /// <summary>A user as they are now.</summary>
    public sealed record Changed(string Type, DirectoryUser User) : IssuerEvent;

    public sealed record Deleted(string Subject) : IssuerEvent;

    /// <summary>A tenant is gone with all its users.</summary>
    public sealed record TenantDeleted(Guid TenantId, string? Issuer) : IssuerEvent;

    /// <summary>Nothing that matters here.</summary>
    public sealed record Other : IssuerEvent;
}
