using System.Text.Json.Nodes;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.Users.Application;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Fief;

/// <summary>Re-reads and reconciliation against a Fief that fails on demand.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class AdminApiTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private StubFief _fief = null!;
    private Service _service = null!;
    private FiefSender _sender = null!;

    public async Task InitializeAsync()
    {
        _fief = await StubFief.StartAsync();
        _service = await Service.StartAsync(settings: _fief.Settings);
        _sender = FiefSender.To(_service);
    }

    public async Task DisposeAsync()
    {
        await _sender.DisposeAsync();
        await _service.DisposeAsync();
        await _fief.DisposeAsync();
    }

    [Fact]
    public async Task Of_two_states_of_the_same_age_the_one_that_Fief_has_stays_in_the_end()
    {
        var user = _fief.Add("ada@example.com", Start, new { plan = "pro" });
        await _service.ComeAsync(Id(user));
        await _sender.TellAsync("user.created", With(user, new { plan = "pro" }));
        await _sender.TellAsync("user.updated", With(user, new { plan = "free" }));

        await KnownUsers.UntilAsync(async () => await _service.PendingRefreshesAsync() == 0);

        (await _service.UserAsync(Id(user)))!.Fields.ShouldBe("""{"plan":"pro"}""");
        _fief.Requests.ShouldBe([$"/admin/api/users/{Id(user)}"]);
    }

    [Fact]
    public async Task A_re_read_that_fails_is_tried_again()
    {
        var failures = 2;
        _fief.Fault = _ => Interlocked.Decrement(ref failures) >= 0 ? (failures == 1 ? 500 : 200, "nonsense") : null;
        var user = _fief.Add("ada@example.com", Start, new { plan = "pro" });
        await _service.ComeAsync(Id(user));
        await _sender.TellAsync("user.created", With(user, new { plan = "pro" }));
        await _sender.TellAsync("user.updated", With(user, new { plan = "free" }));

        await KnownUsers.UntilAsync(async () => await _service.PendingRefreshesAsync() == 0);

        (await _service.UserAsync(Id(user)))!.Fields.ShouldBe("""{"plan":"pro"}""");
        _fief.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_user_who_is_not_there_at_a_re_read_is_left_to_the_reconciliation()
    {
        var user = FiefSender.User(Guid.NewGuid().ToString(), "ada@example.com", Start);
        await _service.ComeAsync(Id(user));
        await _sender.TellAsync("user.created", user);
        await _sender.TellAsync("user.updated", With(user, new { plan = "free" }));

        await KnownUsers.UntilAsync(async () => await _service.PendingRefreshesAsync() == 0);

        (await _service.UserAsync(Id(user))).ShouldNotBeNull();
    }

    [Fact]
    public async Task Missed_changes_of_all_pages_are_taken_over()
    {
        for (var number = 0; number < 250; number++)
        {
            _fief.Add($"{number}@example.com", Start);
        }

        // The last one never came here.
        var stranger = _fief.Add("stranger@example.com", Start);
        await _service.ComeAsync(_fief.Users.Keys.Where(id => id != Id(stranger)));
        var known = _fief.Users.Values.First(user => user != stranger);
        await _sender.TellAsync("user.created", FiefSender.User(Id(known), "old@example.com", Start.AddDays(-1)));
        var newer = _fief.Users.Values.Last(user => user != stranger);
        await _sender.TellAsync("user.created", FiefSender.User(Id(newer), "newer@example.com", Start.AddDays(1)));

        (await ReconcileAsync()).ShouldBe(new(Listed: 251, Changed: 249, Missing: 0, Erased: 0, IsHeldBack: false));
        (await ReconcileAsync()).ShouldBe(new(Listed: 251, Changed: 0, Missing: 0, Erased: 0, IsHeldBack: false));

        (await _service.AskAsync(db => db.Users.CountAsync())).ShouldBe(250);
        (await _service.UserAsync(Id(known)))!.Email.ShouldBe(known["email"]!.GetValue<string>());
        (await _service.UserAsync(Id(newer)))!.Email.ShouldBe("newer@example.com");
        _fief.Requests.Take(4).ShouldBe(new[] { 0, 100, 200, 251 }.Select(skip => $"/admin/api/users/?limit=100&skip={skip}"));
    }

    [Fact]
    public async Task Who_is_gone_is_erased_and_who_was_only_left_out_is_not()
    {
        var (gone, leftOut, erased) =
            (_fief.Add("gone@example.com", Start), _fief.Add("left-out@example.com", Start), _fief.Add("erased@example.com", Start));
        await TellAllAsync();
        await _sender.TellAsync("user.deleted", erased);
        _fief.Users.TryRemove(Id(gone), out _);
        _fief.Unlisted[Id(leftOut)] = true;

        (await ReconcileAsync()).ShouldBe(new(Listed: 1, Changed: 0, Missing: 2, Erased: 1, IsHeldBack: false));

        (await _service.UserAsync(Id(gone))).ShouldBeNull();
        (await _service.IsErasedAsync(Id(gone))).ShouldBeTrue();
        (await _service.UserAsync(Id(leftOut))).ShouldNotBeNull();
        (await _service.UserAsync(Id(erased))).ShouldBeNull();
    }

    [Fact]
    public async Task An_empty_list_erases_nobody()
    {
        var user = _fief.Add("ada@example.com", Start);
        await TellAllAsync();
        _fief.Users.Clear();

        (await ReconcileAsync()).ShouldBe(new(Listed: 0, Changed: 0, Missing: 1, Erased: 0, IsHeldBack: true));

        (await _service.UserAsync(Id(user))).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_list_that_shrank_too_much_erases_nobody()
    {
        for (var number = 0; number < 20; number++)
        {
            _fief.Add($"{number}@example.com", Start);
        }

        await TellAllAsync();
        foreach (var id in _fief.Users.Keys.Take(6))
        {
            _fief.Users.TryRemove(id, out _);
        }

        (await ReconcileAsync()).ShouldBe(new(Listed: 14, Changed: 0, Missing: 6, Erased: 0, IsHeldBack: true));
        (await _service.AskAsync(db => db.Users.CountAsync())).ShouldBe(20);

        await using var braver = await Service.StartAsync(
            settings: [.. _fief.Settings, "--Fief:ReconcileMaxErasures=30"]);
        braver.Services.GetRequiredService<ReconciliationRules>().MaxErasures.ShouldBe(30);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(401, "")]
    [InlineData(302, "")]
    [InlineData(404, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"count":1,"results":[{"id":"x"}]}""")]
    public async Task An_error_in_the_middle_erases_nobody(int status, string body)
    {
        for (var number = 0; number < 120; number++)
        {
            _fief.Add($"{number}@example.com", Start);
        }

        await TellAllAsync();
        _fief.Users.TryRemove(_fief.Users.Keys.First(), out _);
        _fief.Fault = request => request.EndsWith("skip=100", StringComparison.Ordinal) ? (status, body) : null;

        await Should.ThrowAsync<UserDirectoryUnavailableException>(ReconcileAsync);

        (await _service.AskAsync(db => db.Users.CountAsync())).ShouldBe(120);
    }

    [Fact]
    public async Task A_dry_run_counts_and_changes_nothing()
    {
        var (gone, changed) = (_fief.Add("gone@example.com", Start), _fief.Add("changed@example.com", Start));
        await TellAllAsync();
        _fief.Users.TryRemove(Id(gone), out _);
        changed["email"] = "new@example.com";
        changed["updated_at"] = FiefSender.Time(Start.AddDays(1));
        var missed = _fief.Add("missed@example.com", Start);
        await _service.ComeAsync(Id(missed));
        var log = new Influx.LogLines<UserReconciler>();
        var reconciler = new UserReconciler(
            _service.Services.GetRequiredService<IUserDirectorySync>(),
            _service.Services.GetRequiredService<IUserDirectory>(),
            new(MaxErasures: 10, IsDryRun: true),
            log);

        (await reconciler.ReconcileAsync(CancellationToken.None))
            .ShouldBe(new(Listed: 2, Changed: 2, Missing: 1, Erased: 1, IsHeldBack: false));

        (await _service.UserAsync(Id(gone))).ShouldNotBeNull();
        (await _service.UserAsync(Id(changed)))!.Email.ShouldBe("changed@example.com");
        (await _service.UserAsync(Id(missed)))!.TenantId.ShouldBeNull();
        log.Lines.ShouldContain($"Dry run: the user {Id(gone)} would be erased");
    }

    private Task<Reconciliation> ReconcileAsync() => _service.Services.GetRequiredService<IMediator>().Send(new ReconcileUsersCommand());

    private async Task TellAllAsync()
    {
        await _service.ComeAsync(_fief.Users.Keys);
        await Parallel.ForEachAsync(_fief.Users.Values, async (user, _) => await _sender.TellAsync("user.created", user));
    }

    private static string Id(JsonObject user) => user["id"]!.GetValue<string>();

    private static JsonObject With(JsonObject user, object fields)
    {
        var other = user.DeepClone().AsObject();
        other["fields"] = System.Text.Json.JsonSerializer.SerializeToNode(fields);
        return other;
    }
}
