using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Application.Webhooks.Endpoints;
using ArtEngine.Generation.Domain.Webhooks;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>Makes an endpoint of the caller. The answer has its secret, which is told only now.</summary>
internal sealed record AddWebhookCommand(Guid UserId, string? Url, IReadOnlyList<string>? Events) : IRequest<WebhookView>;

internal sealed class AddWebhookValidator : AbstractValidator<AddWebhookCommand>
{
    public AddWebhookValidator()
    {
        RuleFor(command => command.Url).NotEmpty().Must(url => StorableText.Is(url)).WithMessage(StorableText.Rule);
        RuleFor(command => command.Events).Must(EventNames.AreKnown).WithMessage(EventNames.Rule);
    }
}

internal sealed class AddWebhookHandler(
    IWebhooks webhooks, IWebhookSecrets secrets, IWebhookSender sender, TimeProvider clock, IOptions<WebhookOptions> options)
    : IRequestHandler<AddWebhookCommand, WebhookView>
{
    public async Task<WebhookView> Handle(AddWebhookCommand command, CancellationToken cancellationToken)
    {
        await sender.EnsureAllowedAsync(command.Url!, "/url", cancellationToken);
        var secret = secrets.Create();
        var endpoint = WebhookEndpoint.Add(
            command.UserId, command.Url!, EventNames.Join(command.Events), await secrets.SealAsync(secret, cancellationToken),
            clock.GetUtcNow());
        return await webhooks.TryAddAsync(endpoint, options.Value.MaxPerUser, cancellationToken)
            ? WebhookView.Of(endpoint, secret)
            : throw new AppException(
                ErrorKind.Conflict, "too_many_webhooks",
                $"You have {options.Value.MaxPerUser} webhooks, and more may not be (the operator's setting Webhooks:MaxPerUser); " +
                "remove one first.");
    }
}
