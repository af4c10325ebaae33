using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>The last step of an erasure here, not in the request because it waits for whoever reads just then.</summary>
internal sealed class ForgetErased(IUserDirectorySync states) : INotificationHandler<UserErased>
{
    public Task Handle(UserErased notification, CancellationToken cancellationToken) => states.ForgetErasedAsync(cancellationToken);
}
