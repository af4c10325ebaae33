using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Compares all users with the issuer's list once: takes over changes that no event told, erases those who are gone.</summary>
internal sealed record ReconcileUsersCommand : IRequest<Reconciliation>;

/// <summary>What a reconciliation found and did; in a dry run, what it would have done.</summary>
/// <param name="Listed">Users in the issuer's list.</param>
/// <param name="Changed">Users whose state was taken over.</param>
/// <param name="Missing">Users known here who are not in the list.</param>
/// <param name="Erased">Those of them of whom the issuer says that they do not exist.</param>
/// <param name="IsHeldBack">Whether so many are missing that nobody was erased.</param>
internal sealed record Reconciliation(int Listed, int Changed, int Missing, int Erased, bool IsHeldBack);

internal sealed class ReconcileUsersHandler(UserReconciler reconciler) : IRequestHandler<ReconcileUsersCommand, Reconciliation>
{
    public Task<Reconciliation> Handle(ReconcileUsersCommand command, CancellationToken cancellationToken) =>
        reconciler.ReconcileAsync(cancellationToken);
}
