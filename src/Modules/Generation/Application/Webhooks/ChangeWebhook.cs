using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Application.Webhooks.Endpoints;
using ArtEngine.Generation.Domain.Webhooks;
using FluentValidation;
using MediatR;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>Changes an endpoint of the caller; what is null stays.</summary>
internal sealed record ChangeWebhookCommand(Guid Id, Guid UserId, string? Url, IReadOnlyList<string>? Events, bool? IsEnabled)
    : IRequest<WebhookView>;

internal sealed class ChangeWebhookValidator : AbstractValidator<ChangeWebhookCommand>
{
    public ChangeWebhookValidator()
    {
        RuleFor(command => command.Url).Must(url => StorableText.Is(url)).WithMessage(StorableText.Rule);
        RuleFor(command => command.Events).Must(EventNames.AreKnown).WithMessage(EventNames.Rule);
    }
}

internal sealed class ChangeWebhookHandler(IWebhooks webhooks, IWebhookSender sender, ISignals signals, TimeProvider clock)
    : IRequestHandler<ChangeWebhookCommand, WebhookView>
{
    public async Task<WebhookView> Handle(ChangeWebhookCommand command, CancellationToken cancellationToken)
    {
        if (command.Url is { } url)
        {
            await sender.EnsureAllowedAsync(url, "/url", cancellationToken);
        }

        var changed = await webhooks.ChangeAsync(command.Id, command.UserId, endpoint => Apply(command, endpoint), cancellationToken)
            ?? throw UnknownWebhook.Exception(command.Id);
        signals.Notify(Topics.Webhooks);
        return WebhookView.Of(changed);
    }

    private void Apply(ChangeWebhookCommand command, WebhookEndpoint endpoint)
    {
        if (command.Url is not null && endpoint.IsOfJobs)
        {
            throw UnknownWebhook.WithoutAddress();
        }

        endpoint.Url = command.Url ?? endpoint.Url;
        endpoint.Events = command.Events is { } events ? EventNames.Join(events) : endpoint.Events;
        switch (command.IsEnabled)
        {
            case true:
                endpoint.Enable(clock.GetUtcNow());
                break;
            case false:
                endpoint.Disable(reason: null);
                break;
        }
    }
}
