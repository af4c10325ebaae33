using ArtEngine.Generation.Api.Jobs;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.UnitTests.Generation.Api;

public sealed class PreferencesTests
{
    [Theory]
    [InlineData("wait=10", 10)]
    [InlineData("Wait = 10", 10)]
    [InlineData("respond-async, wait=7", 7)]
    [InlineData("wait=\"7\"; foo=bar", 7)]
    [InlineData("wait=0", 0)]
    [InlineData("wait=300", 300)]
    [InlineData("wait=301", 300)]
    [InlineData("wait=2147483647", 300)]
    [InlineData("waiting=soon, return=minimal", null)]
    [InlineData("respond-async", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Seconds_to_wait_are_taken_from_the_header(string? prefer, int? seconds) =>
        Preferences.Wait(prefer, TimeSpan.FromMinutes(5)).ShouldBe(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value));

    [Theory]
    [InlineData("image/*", true)]
    [InlineData("image/png", true)]
    [InlineData("image/webp, application/json;q=0.9", true)]
    [InlineData("application/json;q=0.5, image/png", true)]
    [InlineData("application/json, image/png", false)]
    [InlineData("image/png;q=0.1, application/json", false)]
    [InlineData("*/*", false)]
    [InlineData("", false)]
    public void A_picture_is_wanted_when_it_is_preferred_to_JSON(string accept, bool expected) =>
        Preferences.WantsPicture(accept.Length == 0 ? [] : MediaTypeHeaderValue.ParseList([accept])).ShouldBe(expected);
}
