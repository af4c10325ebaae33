using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class ProblemDetailsHandlerTests
{
    private readonly DefaultHttpContext _context = new();
    private readonly Problems _problems = new();

    [Theory]
    [InlineData(ErrorKind.Malformed, 400)]
    [InlineData(ErrorKind.Forbidden, 403)]
    [InlineData(ErrorKind.NotFound, 404)]
    [InlineData(ErrorKind.Conflict, 409)]
    [InlineData(ErrorKind.TooLarge, 413)]
    [InlineData(ErrorKind.Invalid, 422)]
    [InlineData(ErrorKind.TooMany, 429)]
    [InlineData(ErrorKind.Upstream, 502)]
    [InlineData(ErrorKind.Unavailable, 503)]
    public async Task Each_kind_of_error_has_its_status(ErrorKind kind, int status)
    {
        (await HandleAsync(new AppException(kind, "some_code", "What to do."))).ShouldBeTrue();
        _context.Response.StatusCode.ShouldBe(status);
        var problem = _problems.Written.ShouldNotBeNull();
        (problem.Status, problem.Detail, problem.Extensions["code"]).ShouldBe((status, "What to do.", "some_code"));
        problem.Extensions.ShouldNotContainKey("errors");
        _context.Response.Headers.RetryAfter.Count.ShouldBe(status is 429 or 503 ? 1 : 0);
    }

    [Fact]
    public void Every_kind_of_error_is_covered_here() => Enum.GetValues<ErrorKind>().Length.ShouldBe(9);

    [Fact]
    public async Task Wrong_inputs_are_told_one_by_one()
    {
        InputError[] errors = [new("/parameters/seed", "Must be a number.")];
        await HandleAsync(new AppException(ErrorKind.Invalid, "invalid_parameters", "See errors.") { Errors = errors });
        _problems.Written!.Extensions["errors"].ShouldBe(errors);
    }

    [Fact]
    public async Task A_database_that_is_away_is_told_as_such_whoever_noticed_it()
    {
        await HandleAsync(new DatabaseUnavailableException(new TimeoutException("The queue was not looked at for long.")));
        _context.Response.StatusCode.ShouldBe(503);
        _problems.Written!.Extensions["code"].ShouldBe("database_unavailable");
    }

    [Fact]
    public async Task Anything_unexpected_is_left_to_the_bare_500()
    {
        (await HandleAsync(new InvalidOperationException("secret"))).ShouldBeFalse();
        _problems.Written.ShouldBeNull();
    }

    [Fact]
    public async Task A_fault_in_the_JSON_is_told_by_its_place_and_without_type_names()
    {
        var json = new JsonException("The JSON value could not be converted to ArtEngine.Generation.Api.GenerateRequest", "$.priority", 2,
            6);
        await HandleAsync(new BadHttpRequestException("Failed to read", 400, json));
        _problems.Written!.Detail.ShouldBe("The body is not the JSON that is expected here: fault at line 3, byte 7, path $.priority.");
        _problems.Written.Extensions["code"].ShouldBe("malformed_request");
    }

    [Theory, InlineData(413, "body_too_large"), InlineData(415, "unsupported_media_type"), InlineData(400, "malformed_request")]
    public async Task The_frameworks_refusals_have_codes_too(int status, string code)
    {
        await HandleAsync(new BadHttpRequestException("The framework's own words", status));
        _problems.Written!.Extensions["code"].ShouldBe(code);
        _problems.Written.Detail!.ShouldNotContain("framework");
    }

    [Fact]
    public async Task A_caller_who_left_gets_no_answer_and_a_cancel_of_our_own_is_a_bug()
    {
        (await HandleAsync(new OperationCanceledException())).ShouldBeFalse();
        _context.RequestAborted = new(canceled: true);
        (await HandleAsync(new OperationCanceledException())).ShouldBeTrue();
        _context.Response.StatusCode.ShouldBe(499);
        _problems.Written.ShouldBeNull();
    }

    private ValueTask<bool> HandleAsync(Exception exception) =>
        new ProblemDetailsHandler(_problems, new(Options.Create(new JsonOptions()))).TryHandleAsync(_context, exception, default);

    private sealed class Problems : IProblemDetailsService
    {
        public Microsoft.AspNetCore.Mvc.ProblemDetails? Written { get; private set; }

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            Written = context.ProblemDetails;
            return ValueTask.CompletedTask;
        }
    }
}
