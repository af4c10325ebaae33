using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.Identity;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>Folders in which users put outputs.</summary>
public sealed class FolderTests
{
    [Fact]
    public async Task Outputs_are_put_into_folders_found_there_and_stay_when_these_are_deleted()
    {
        await using var service = await Service.StartAsync();
        var job = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        var output = job.GetProperty("outputs")[0].Text("id");
        var coast = await AddAsync(service.Client, "coast");
        var north = await AddAsync(service.Client, "north", coast);

        using var other = service.ClientOf(service.Token(Guid.NewGuid().ToString()));
        await MoveAsync(other, output, await AddAsync(other, "coast"), HttpStatusCode.NoContent);
        (await service.GetAsync($"/image/outputs?folder={coast}")).GetProperty("outputs").GetArrayLength()
            .ShouldBe(0, "who is not its owner moves nothing");
        await MoveAsync(other, output, north, HttpStatusCode.NotFound);

        await MoveAsync(service.Client, output, north, HttpStatusCode.NoContent);
        var found = (await service.GetAsync($"/image/outputs?folder={north}")).GetProperty("outputs").EnumerateArray()
            .ShouldHaveSingleItem();
        (found.Text("id"), found.Text("folder_id")).ShouldBe((output, north));

        using (var inItself = await PutAsync(service.Client, coast, new { name = "coast", parent_id = north }))
        {
            var problem = await inItself.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid_request");
            problem.GetProperty("errors")[0].Text("pointer").ShouldBe("/parent_id");
        }

        using (var renamed = await PutAsync(service.Client, north, new { name = "south", parent_id = coast }))
        {
            renamed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await service.GetAsync("/image/folders")).GetProperty("folders").EnumerateArray().Select(folder => folder.Text("name"))
            .ShouldBe(["coast", "south"]);
        (await service.Client.DeleteAsync(new Uri($"/image/folders/{coast}", UriKind.Relative))).StatusCode
            .ShouldBe(HttpStatusCode.NoContent);
        (await service.GetAsync("/image/folders")).GetProperty("folders").GetArrayLength().ShouldBe(0);
        (await service.GetAsync("/image/outputs")).GetProperty("outputs")[0].GetProperty("folder_id").ValueKind
            .ShouldBe(JsonValueKind.Null);
    }

    private static async Task<string> AddAsync(HttpClient client, string name, string? parent = null)
    {
        using var answer = await client.PostAsJsonAsync("/image/folders", new { name, parent_id = parent });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await answer.JsonAsync()).Text("id");
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string folder, object body) =>
        client.PutAsJsonAsync($"/image/folders/{folder}", body);

    private static async Task MoveAsync(HttpClient client, string output, string folder, HttpStatusCode expected)
    {
        using var answer = await client.PostAsJsonAsync("/image/outputs/move", new { ids = new[] { output }, folder_id = folder });
        answer.StatusCode.ShouldBe(expected);
    }
}
