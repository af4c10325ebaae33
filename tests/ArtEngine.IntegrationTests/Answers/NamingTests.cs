using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Answers;

/// <summary>Answers of the same kind have the same form.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class NamingTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    [Theory]
    [InlineData("/backends", "backends")]
    [InlineData("/image/jobs", "jobs")]
    [InlineData("/workflows", "workflows")]
    [InlineData("/auth/api-keys", "api_keys")]
    public async Task A_list_is_an_object_with_a_list_in_it(string path, string name) =>
        (await _service.GetAsync(path)).GetProperty(name).ValueKind.ShouldBe(JsonValueKind.Array);

    /// <summary>Every operation, so that none that comes later is left out.</summary>
    [Fact]
    public async Task No_operation_answers_with_a_bare_list()
    {
        var api = await _service.GetAsync("/swagger/v1/swagger.json");
        foreach (var path in api.GetProperty("paths").EnumerateObject())
        {
            path.Value.GetRawText().ShouldNotContain("\"schema\":{\"type\":\"array\"", customMessage: path.Name);
        }
    }

    [Fact]
    public async Task One_server_is_found_by_its_name_and_where_it_was_added()
    {
        (await _service.GetAsync("/backends/simulator")).Text("name").ShouldBe("simulator");
        using var unknown = await _service.Client.GetAsync(new Uri("/backends/none", UriKind.Relative));
        (unknown.StatusCode, (await unknown.JsonAsync()).Text("code")).ShouldBe((HttpStatusCode.NotFound, "unknown_backend"));

        using var added = await _service.Client.PostAsJsonAsync("/backends", new { name = "second", url = ServerProcess.FreeAddress() });
        using var found = await _service.Client.GetAsync(added.Headers.Location);
        (await found.JsonAsync()).Text("name").ShouldBe("second");
        using var removed = await _service.Client.DeleteAsync(added.Headers.Location);
    }

    [Fact]
    public async Task A_repeated_request_answers_202_until_its_job_has_ended_and_200_afterwards()
    {
        var key = ("Idempotency-Key", $"{Guid.NewGuid()}");
        using var first = await _service.Client.GenerateAsync(Jobs.Request(seed: 7), key);
        first.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = (await first.JsonAsync()).Text("id");
        await _service.Client.WaitForEndAsync(id);

        using var again = await _service.Client.GenerateAsync(Jobs.Request(seed: 7), key);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.JsonAsync()).Text("id").ShouldBe(id);
        using var picture = await _service.Client.GenerateAsync(Jobs.Request(seed: 7), key, ("Accept", "image/*"));
        (picture.StatusCode, picture.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.OK, "image/png"));
    }
}
