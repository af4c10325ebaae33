using MediatR;

namespace ArtEngine.UnitTests.Fakes;

/// <summary>Answers requests as the test says, and remembers them.</summary>
internal sealed class ScriptedMediator(Func<object, object> answer) : IMediator
{
    public List<object> Sent { get; } = [];

    public Task<TResponse> Send<TResponse>(IRequest<TResponse> request, CancellationToken cancellationToken = default)
    {
        Sent.Add(request);
        return Task.FromResult((TResponse)answer(request));
    }

    public Task Publish(object notification, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task Publish<TNotification>(TNotification notification, CancellationToken cancellationToken = default)
        where TNotification : INotification => throw new NotSupportedException();
}
