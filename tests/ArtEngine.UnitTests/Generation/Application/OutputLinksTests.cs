using System.Globalization;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.UnitTests.Fakes;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class OutputLinksTests
{
    private readonly FakeClock _clock = new();
    private readonly MemoryLinkKeys _keys = new();

    [Fact]
    public async Task An_address_stays_the_same_for_a_while_and_is_good_for_one_to_two_hours()
    {
        var links = await StartAsync();
        var output = Guid.NewGuid();
        var address = links.Sign(output);
        var (expires, signature) = PartsOf(address);

        var lasts = expires - _clock.GetUtcNow().ToUnixTimeSeconds();
        lasts.ShouldBeInRange(3_600, 7_200);
        links.Sign(output).ShouldBe(address);
        links.IsGenuine(output, expires, signature).ShouldBeTrue();

        _clock.Advance(TimeSpan.FromSeconds(lasts - 1));
        links.IsGenuine(output, expires, signature).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(1));
        links.IsGenuine(output, expires, signature).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_node_takes_the_address_and_another_service_does_not()
    {
        var output = Guid.NewGuid();
        var (expires, signature) = PartsOf((await StartAsync()).Sign(output));

        (await StartAsync()).IsGenuine(output, expires, signature).ShouldBeTrue();
        (await StartAsync(new())).IsGenuine(output, expires, signature).ShouldBeFalse();
    }

    [Fact]
    public async Task An_address_with_anything_changed_is_not_good()
    {
        var links = await StartAsync();
        var output = Guid.NewGuid();
        var (expires, signature) = PartsOf(links.Sign(output));

        links.IsGenuine(Guid.NewGuid(), expires, signature).ShouldBeFalse();
        Prop.ForAll(
            Gen.Zip(Gen.Choose(0, signature.Length - 1), Gen.Choose(32, 126)).ToArbitrary(),
            change =>
            {
                var changed = signature.ToCharArray();
                changed[change.Item1] = (char)change.Item2;
                return new string(changed) == signature || !links.IsGenuine(output, expires, new(changed));
            }).QuickCheckThrowOnFailure();
        Prop.ForAll(
            ArbMap.Default.GeneratorFor<long>().Where(other => other != expires).ToArbitrary(),
            other => !links.IsGenuine(output, other, signature)).QuickCheckThrowOnFailure();
        Prop.ForAll(
            ArbMap.Default.GeneratorFor<string>().ToArbitrary(),
            text => !links.IsGenuine(output, expires, text ?? "")).QuickCheckThrowOnFailure();
    }

    private static (long Expires, string Signature) PartsOf(string address)
    {
        var parts = address.Split('?', '&', '=');
        return (long.Parse(parts[2], CultureInfo.InvariantCulture), parts[4]);
    }

    private async Task<OutputLinks> StartAsync(MemoryLinkKeys? keys = null)
    {
        var links = new OutputLinks(keys ?? _keys, _clock);
        await links.StartAsync(default);
        return links;
    }
}
