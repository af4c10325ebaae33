using System.Diagnostics;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.Telemetry.Infrastructure.Influx;

namespace ArtEngine.IntegrationTests.Influx;

/// <summary>What the client makes of answers that no real database gives.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class InfluxClientTests
{
    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1, 2")]
    public async Task Without_a_time_the_database_is_away(string retryAfter)
    {
        using var server = new HostileServer($"HTTP/1.1 503 Busy\r\nRetry-After: {retryAfter}\r\nContent-Length: 4\r\n\r\nbusy");

        (await WriteAsync(server)).ShouldBe(new InfluxAnswer.Away("503 busy"));
    }

    [Fact]
    public async Task A_date_is_a_time_to_come_again()
    {
        using var server = new HostileServer($"HTTP/1.1 429 Slow\r\nRetry-After: {DateTimeOffset.UtcNow.AddMinutes(3):R}\r\nContent-Length: 0\r\n\r\n");

        var answer = (await WriteAsync(server)).ShouldBeOfType<InfluxAnswer.Away>();

        answer.Reason.ShouldStartWith("429");
        answer.RetryIn!.Value.TotalSeconds.ShouldBeInRange(120, 180);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 1000\r\n\r\nbroken")]
    [InlineData("HTTP/1.1 503 Busy\r\nRetry-After")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("")]
    public async Task An_answer_that_makes_no_sense_is_an_outage(string answer)
    {
        using var server = new HostileServer(answer);

        (await WriteAsync(server)).ShouldBeOfType<InfluxAnswer.Away>().Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_rejection_in_letters_that_nobody_knows_is_a_rejection()
    {
        using var server = new HostileServer(
            "HTTP/1.1 400 Bad\r\nContent-Type: text/plain; charset=unheard-of\r\nContent-Length: " +
            "1\r\n\r\n?");

        (await WriteAsync(server)).ShouldBe(new InfluxAnswer.Rejected("400 ?"));
    }

    [Fact]
    public async Task A_write_that_is_canceled_ends_as_such()
    {
        await using var database = await StubInflux.StartAsync();
        database.AtWrite = token => Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
        using var client = ClientOf(database.Address);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Should.ThrowAsync<OperationCanceledException>(client.WriteAsync(["m f=1i 1"], patience.Token));
    }

    [Fact]
    public async Task The_reason_is_one_line_of_bounded_length_and_of_json_the_message()
    {
        using var plain = new HostileServer($"HTTP/1.1 400 Bad\r\nContent-Length: 1000\r\n\r\na\nb{new string('c', 997)}");
        using var json = new HostileServer("HTTP/1.1 400 Bad\r\nContent-Length: 18\r\n\r\n{\"message\":\"no m\"}");

        (await WriteAsync(plain)).ShouldBe(new InfluxAnswer.Rejected($"400 a b{new string('c', 297)}"));
        (await WriteAsync(json)).ShouldBe(new InfluxAnswer.Rejected("400 no m"));
    }

    [Fact]
    public async Task Its_end_does_not_wait_for_a_database_that_is_away()
    {
        var client = ClientOf(ServerProcess.FreeAddress());
        (await client.WriteAsync(["m f=1i 1"], default)).ShouldBeOfType<InfluxAnswer.Away>();
        var ending = Stopwatch.StartNew();

        client.Dispose();

        ending.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    private static async Task<InfluxAnswer> WriteAsync(HostileServer server)
    {
        using var client = ClientOf(server.Address);
        return await client.WriteAsync(["m f=1i 1"], default);
    }

    private static InfluxClient ClientOf(Uri address) =>
        new(new() { Url = address.ToString(), Token = "secret", Org = "o", Bucket = "b" }, TimeProvider.System);
}
