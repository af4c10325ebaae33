using ArtEngine.BuildingBlocks;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>
/// Gives a user another issuer and subject: jobs, pictures and API keys stay theirs. For people who change the identity provider.
/// </summary>
/// <param name="Id">Who moves.</param>
/// <param name="By">The administrator.</param>
/// <param name="Issuer">The new issuer, as it stands in its tokens.</param>
/// <param name="Subject">The user's id there.</param>
/// <param name="Replace">Whether somebody who came by that issuer and subject meanwhile is erased for it.</param>
internal sealed record MoveUserCommand(Guid Id, Guid By, string Issuer, string Subject, bool Replace) : IRequest;

internal sealed class MoveUserValidator : AbstractValidator<MoveUserCommand>
{
    private const int LongestIssuer = 500;
    private const int LongestSubject = 255;

    public MoveUserValidator()
    {
        RuleFor(command => command.Issuer).Must(issuer => issuer.Length is > 0 and <= LongestIssuer)
            .WithMessage($"issuer must be text of 1 to {LongestIssuer} characters, as it stands in the tokens.");
        RuleFor(command => command.Subject).Must(subject => subject.Length is > 0 and <= LongestSubject)
            .WithMessage($"subject must be text of 1 to {LongestSubject} characters.");
    }
}

internal sealed partial class MoveUserHandler(IUserAdministration users, ILogger<MoveUserHandler> log)
    : AsyncRequestHandler<MoveUserCommand>
{
    protected override async Task Handle(MoveUserCommand command, CancellationToken cancellationToken)
    {
        var outcome = await users.MoveAsync(command.Id, command.Issuer, command.Subject, command.Replace, cancellationToken);
        switch (outcome)
        {
            case MoveOutcome.Unknown:
                throw UnknownUser.Of(command.Id);
            case MoveOutcome.Taken:
                throw new AppException(
                    ErrorKind.Conflict,
                    "user_exists",
                    "Somebody is known by that issuer and subject already. With \"replace\": true they and what is theirs are erased.");
            case MoveOutcome.Erased:
                throw new AppException(
                    ErrorKind.Conflict, "user_erased", "Whoever was known by that issuer and subject was erased and stays out.");
            default:
                Moved(command.Id, command.Issuer, command.By);
                break;
        }
    }

    [LoggerMessage(LogLevel.Information, "User {UserId} was moved to the issuer {Issuer} by {AdministratorId}")]
    private partial void Moved(Guid userId, string issuer, Guid administratorId);
}
