using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Options;

namespace ArtEngine.ArchitectureTests.Planted.Api.Wrong;

internal sealed record WrongRequest(int Number) : IRequest<int>;

internal sealed class WrongRequestHandler : IRequestHandler<WrongRequest, int>
{
    public Task<int> Handle(WrongRequest request, CancellationToken cancellationToken) => Task.FromResult(request.Number);
}

internal sealed record WrongEvent : INotification;

internal sealed class WrongEventHandler : INotificationHandler<WrongEvent>
{
    public Task Handle(WrongEvent notification, CancellationToken cancellationToken) => Task.CompletedTask;
}

internal sealed class WrongValidator : AbstractValidator<WrongRequest>;

internal sealed class WrongSettings
{
    public const string Section = "Wrong";
}

internal sealed class WrongSettingsCheck : IValidateOptions<WrongSettings>
{
    public ValidateOptionsResult Validate(string? name, WrongSettings options) => ValidateOptionsResult.Success;
}

internal sealed class WrongClusterWorker : IClusterWorker
{
    public Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal sealed class WrongDatabase(DbContextOptions options) : DbContext(options);

internal sealed class WrongMapping : IEntityTypeConfiguration<WrongSettings>
{
    public void Configure(EntityTypeBuilder<WrongSettings> builder) => builder.HasNoKey();
}

public class LeftOpen;
