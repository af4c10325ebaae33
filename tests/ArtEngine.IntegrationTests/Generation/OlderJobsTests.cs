using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>Jobs of versions that kept no tags get them by and by.</summary>
public sealed class OlderJobsTests
{
    [Theory]
    [InlineData("""{"album": """)]
    [InlineData("""["coast"]""")]
    [InlineData("""{"album": "\u0000"}""")]
    public async Task A_job_whose_metadata_is_damaged_keeps_no_other_from_its_tags(string damaged)
    {
        await using var service = await Service.StartAsync();
        var job = await service.Client.SubmitAsync(new { workflow_name = "test-card", metadata = new { album = "coast" } });
        var other = await service.Client.SubmitAsync(new { workflow_name = "test-card", metadata = new { album = "hills" } });
        await service.Client.WaitForEndAsync(job.Text("id"));
        await service.Client.WaitForEndAsync(other.Text("id"));
        await using var db = await service.Services.GetRequiredService<IDbContextFactory<GenerationDbContext>>().CreateDbContextAsync();
        var id = Guid.Parse(job.Text("id"));
        await db.Jobs.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Metadata, damaged));
        await db.JobTags.ExecuteDeleteAsync();
        await db.SearchBacklogs.ExecuteDeleteAsync();
        db.SearchBacklogs.Add(new() { Below = SearchBacklog.Newest });
        await db.SaveChangesAsync();

        await service.Services.GetRequiredService<IOlderJobs>().IndexSomeAsync(100, default);

        var metadata = Uri.EscapeDataString("""{"album":"hills"}""");
        var found = await service.Client.GetFromJsonAsync<JsonElement>($"/image/jobs?metadata={metadata}");
        found.GetProperty("jobs").EnumerateArray().Select(one => one.Text("id")).ShouldBe([other.Text("id")]);
    }
}
