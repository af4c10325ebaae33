using System.Net;
using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Domain;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>A message of the issuer. Answers whether it is genuine; if not, nothing of it was looked at.</summary>
internal sealed record ReceiveWebhookCommand(string Signature, string Timestamp, ReadOnlyMemory<byte> Body, IPAddress From)
    : IRequest<bool>;

internal sealed partial class ReceiveWebhookHandler(
    IWebhookFormat format, IUserDirectorySync states, IUserDirectory directory, IWebhookRefusals refusals, TimeProvider clock,
    ILogger<ReceiveWebhookHandler> log)
    : IRequestHandler<ReceiveWebhookCommand, bool>
{
    /// <summary>The sender hangs up after five and would not learn that it was too late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public async Task<bool> Handle(ReceiveWebhookCommand command, CancellationToken cancellationToken)
    {
        if (!format.IsGenuine(command.Signature, command.Timestamp, command.Body.Span))
        {
            return refusals.NoteRefused(command.From)
                ? throw new AppException(
                    ErrorKind.TooMany, "too_many_refused", "Too many webhooks from your address were refused. Try again in a minute.")
                : false;
        }

        var news = format.Read(command.Body);
        using var late = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await TakeAsync(news, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new AppException(ErrorKind.Unavailable, "busy", "It could not be stored in time; send it again.");
        }
    }

    private async Task TakeAsync(IssuerEvent news, CancellationToken cancellationToken)
    {
        switch (news)
        {
            case IssuerEvent.Changed { User.Profile: { } profile } changed:
                var change = await states.TakeOverAsync(profile, directory.IsConfigured, cancellationToken);
                Took(changed.Type, profile.Subject, change.ToString());
                break;
            case IssuerEvent.Changed changed:
                Took(changed.Type, changed.User.Subject, "OtherTenant");
                break;
            case IssuerEvent.Deleted deleted:
                var isErased = await states.EraseAsync(deleted.Subject, cancellationToken);
                Took("user.deleted", deleted.Subject, isErased ? "Erased" : nameof(ProfileChange.Same));
                break;
            case IssuerEvent.TenantDeleted deleted:
                await EraseTenantAsync(deleted, cancellationToken);
                break;
        }
    }

    /// <summary>Of a large tenant as many as the time allows: the message comes again, and finds fewer.</summary>
    private async Task EraseTenantAsync(IssuerEvent.TenantDeleted tenant, CancellationToken cancellationToken)
    {
        int count;
        do
        {
            count = await states.EraseSomeOfAsync(tenant.TenantId, tenant.Issuer, cancellationToken);
            TookTenant(tenant.TenantId, count);
        }
        while (count > 0);
    }

    [LoggerMessage(LogLevel.Information, "Webhook {Type} of user {Subject}: {Outcome}")]
    private partial void Took(string type, string subject, string outcome);

    [LoggerMessage(LogLevel.Information, "Webhook tenant.deleted of tenant {TenantId}: {Count} users erased")]
    private partial void TookTenant(Guid tenantId, int count);
}
