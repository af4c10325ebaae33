using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>Which files the sweep looks for, on the database and the store of the run.</summary>
public sealed class LeftoverTests
{
    [Fact]
    public async Task Files_of_a_failed_attempt_are_found_once_and_deleted_from_the_store()
    {
        await using var service = await Service.StartAsync();
        service.Simulator.Faults.FailNode("VAEDecode");
        var failed = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        failed.Text("status").ShouldBe("failed");
        await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        var leftovers = service.Services.GetRequiredService<ILeftovers>();
        var store = service.Services.GetRequiredService<IBlobStore>();

        (await leftovers.EndedBeforeAsync(DateTimeOffset.UtcNow.AddHours(-1), null, 10, default)).ShouldBeEmpty();
        var leftover = (await leftovers.EndedBeforeAsync(DateTimeOffset.UtcNow.AddHours(1), null, 10, default)).ShouldHaveSingleItem();
        leftover.Prefix.ShouldContain($"/{failed.Text("id")}/{leftover.AttemptId}/");
        var key = $"{leftover.Prefix}early.png";
        await store.SaveAsync(key, new MemoryStream([1]), "image/png", default);

        (await store.DeleteAllExceptAsync(leftover.Prefix, leftover.OutputKeys, default)).ShouldBe(1);
        await leftovers.NoteSweptAsync(leftover.AttemptId, default);

        (await store.OpenAsync(key, default)).ShouldBeNull();
        (await leftovers.EndedBeforeAsync(DateTimeOffset.UtcNow.AddHours(1), null, 10, default)).ShouldBeEmpty();
    }
}
