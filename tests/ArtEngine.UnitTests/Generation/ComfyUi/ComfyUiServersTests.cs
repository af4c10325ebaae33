using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Infrastructure.ComfyUi;
using ArtEngine.UnitTests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Generation.ComfyUi;

public sealed class ComfyUiServersTests : IDisposable
{
    private readonly SteppedSignals _signals = new();
    private readonly ComfyUiServers _servers;

    public ComfyUiServersTests() => _servers =
        new(_signals, Microsoft.Extensions.Options.Options.Create(new ComfyUiOptions()), TimeProvider.System, NullLoggerFactory.Instance);

    public void Dispose()
    {
        _servers.Dispose();
        _signals.Dispose();
    }

    [Fact]
    public async Task A_server_that_moved_or_was_removed_is_let_go_of_at_the_second_look()
    {
        var (old, renewed, removed) = (At("a", "http://127.0.0.1:1"), At("a", "http://127.0.0.1:2"), At("b", "http://127.0.0.1:1"));
        var (oldServer, newServer, removedServer) = (_servers.Of(old), _servers.Of(renewed), _servers.Of(removed));
        newServer.ShouldNotBe(oldServer);

        _servers.ForgetAllBut([renewed]);
        (await IsDisposedAsync(oldServer)).ShouldBeFalse();
        _servers.ForgetAllBut([renewed]);

        (await IsDisposedAsync(oldServer)).ShouldBeTrue();
        (await IsDisposedAsync(removedServer)).ShouldBeTrue();
        (await IsDisposedAsync(newServer)).ShouldBeFalse();
        _servers.Of(renewed).ShouldBe(newServer);
        _servers.Of(old).ShouldNotBe(oldServer);
    }

    [Fact]
    public async Task A_server_that_is_followed_still_is_kept_until_it_is_not()
    {
        var server = _servers.Of(At("a", "http://127.0.0.1:1"));
        using var end = new CancellationTokenSource();
        var following = server.Events.FollowAsync(end.Token);
        _servers.ForgetAllBut([]);
        _servers.ForgetAllBut([]);
        (await IsDisposedAsync(server)).ShouldBeFalse();

        await end.CancelAsync();
        await following;
        _servers.ForgetAllBut([]);
        _servers.ForgetAllBut([]);
        (await IsDisposedAsync(server)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_server_that_is_back_between_two_looks_is_kept()
    {
        var backend = At("a", "http://127.0.0.1:1");
        var server = _servers.Of(backend);
        _servers.ForgetAllBut([]);
        _servers.ForgetAllBut([backend]);
        _servers.ForgetAllBut([]);
        (await IsDisposedAsync(server)).ShouldBeFalse();
    }

    private static Backend At(string name, string url) => Backend.Add(name, url, 1, 1, null, isFromSettings: false, Samples.Noon);

    private static async Task<bool> IsDisposedAsync(IRenderServer server) =>
        (await Should.ThrowAsync<RenderServerUnavailableException>(server.ReadQueueAsync(default)))
            .InnerException is ObjectDisposedException;
}
