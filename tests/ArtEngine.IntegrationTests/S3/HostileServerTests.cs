using System.Diagnostics;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Infrastructure.S3;
using Microsoft.AspNetCore.Http;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>Whatever the other side answers, callers get an <see cref="IOException"/>, and soon.</summary>
public sealed class HostileServerTests : IAsyncLifetime
{
    private const string Namespace = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
    private const string List = $"<ListBucketResult {Namespace}>";

    private StubS3 _s3 = null!;

    public async Task InitializeAsync() => _s3 = await StubS3.StartAsync();

    public async Task DisposeAsync() => await _s3.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("not even XML")]
    [InlineData("<html><body>Welcome</body></html>")]
    [InlineData("<ListBucketResult><Contents><Key>user/a</Key></Contents></ListBucketResult>")]
    [InlineData(List + "<Contents><Key>user/")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]>" + List + "&b;</ListBucketResult>")]
    [InlineData(List + "<Contents><Size>1</Size></Contents></ListBucketResult>")]
    public async Task What_is_no_list_is_not_taken_for_an_empty_one(string body)
    {
        _s3.Answer(200, body);

        await Should.ThrowAsync<IOException>(_s3.Store.DeleteAllAsync("user/", default));
        await Should.ThrowAsync<IOException>(_s3.Store.DeleteUnfinishedAsync(DateTimeOffset.UtcNow, default));
        await Should.ThrowAsync<IOException>(_s3.Bucket.DeleteAsync(["user/a"], default));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_error_without_a_word_is_an_error_after_a_second_try(int status)
    {
        _s3.Answer(status);
        foreach (var call in Calls())
        {
            _s3.Requests.Clear();
            (await Should.ThrowAsync<IOException>(call)).Message.ShouldContain($"{status}");
            _s3.Requests.Count.ShouldBe(2);
        }
    }

    [Fact]
    public async Task What_fails_once_only_is_done()
    {
        var requests = 0;
        _s3.OnRequest = async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            body.Length.ShouldBe(12 << 20);
            context.Response.StatusCode = Interlocked.Increment(ref requests) == 1 ? 503 : 200;
        };

        await _s3.Store.SaveAsync("user/a", new PatternStream(12 << 20), "video/mp4", default);

        requests.ShouldBe(2);
    }

    [Theory]
    [InlineData("<Error><Code>InvalidAccessKeyId</Code><Message>No such key.</Message></Error>", "403 InvalidAccessKeyId: No such key.")]
    [InlineData("<Error><Code>SignatureDoesNotMatch</Code><StringToSign>the-string</StringToSign></Error>", "403 SignatureDoesNotMatch")]
    [InlineData("<Error><Message>two\nlines</Message></Error>", "403: two lines")]
    [InlineData("<Error><Code><b/></Code></Error>", "403")]
    [InlineData("<html>", "403")]
    [InlineData(null, "403")]
    public async Task A_wrong_key_is_one_kind_of_error_and_tells_no_secret(string? body, string said)
    {
        _s3.Answer(403, body);
        foreach (var call in Calls())
        {
            var error = await Should.ThrowAsync<S3AnswerException>(call);
            error.Message.ShouldContain("403");
            error.ToString().ShouldNotContain("the-secret");
            error.ToString().ShouldNotContain("X-Amz-");
            error.ToString().ShouldNotContain("the-string");
        }

        (await Should.ThrowAsync<S3AnswerException>(_s3.Store.OpenAsync("user/a", default))).Message.ShouldContain(said);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_not_waited_for()
    {
        await WaitASecondOnlyAsync();
        _s3.OnRequest = context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);

        await FailSoonAsync(Calls());
    }

    [Fact]
    public async Task A_body_that_does_not_end_is_not_waited_for()
    {
        await WaitASecondOnlyAsync();
        _s3.OnRequest = async context =>
        {
            context.Response.StatusCode = context.Request.Query.ContainsKey("X-Amz-Signature") ? 500 : 200;
            await context.Response.WriteAsync("<ListBucketResult");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        };

        // All but those that ask for no body.
        await FailSoonAsync(Calls()[2..]);
    }

    [Fact]
    public async Task Bytes_that_stop_on_their_way_are_not_waited_for()
    {
        await WaitASecondOnlyAsync();
        _s3.OnRequest = async context =>
        {
            context.Response.ContentLength = 1_000;
            await context.Response.WriteAsync("some");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        };
        await using var stream = (await _s3.Store.OpenAsync("user/a", default))!;

        (await Should.ThrowAsync<IOException>(stream.ReadExactlyAsync(new byte[1_000]).AsTask())).Message.ShouldContain("nothing for 1 s");
    }

    [Fact]
    public async Task A_slow_source_is_not_the_servers_fault()
    {
        await WaitASecondOnlyAsync();
        _s3.OnRequest = context => context.Request.Body.CopyToAsync(Stream.Null);
        var content = new S3Content(new byte[10], new SlowStream(TimeSpan.FromSeconds(1.5)), 11);

        await _s3.Objects.PutAsync("user/a", content, "video/mp4", default);
    }

    [Theory]
    [InlineData(10 << 20)]
    [InlineData(14 << 20)]
    public async Task A_source_that_has_not_the_length_it_told_is_not_stored(long told)
    {
        _s3.OnRequest = context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);

        await Should.ThrowAsync<IOException>(_s3.Store.SaveAsync("user/a", new PatternStream(12 << 20), "video/mp4", default, told));
    }

    [Fact]
    public async Task A_file_of_known_length_goes_in_one_request_without_a_stop_on_the_disk()
    {
        var seen = new MemoryStream();
        _s3.OnRequest = context => context.Request.Body.CopyToAsync(seen);

        await _s3.Store.SaveAsync("user/a", new PatternStream(12 << 20), "video/mp4", default, 12 << 20);

        seen.ToArray().ShouldBe(Enumerable.Range(0, 12 << 20).Select(PatternStream.At));
        _s3.Requests.ShouldBe(["PUT /bucket/user/a"]);
    }

    [Fact]
    public async Task What_the_source_says_is_passed_on_as_it_was_said()
    {
        _s3.OnRequest = context => context.Request.Body.CopyToAsync(Stream.Null);
        var source = new SlowStream(TimeSpan.Zero, new AppException(ErrorKind.Invalid, "code", "Too large."));
        var content = new S3Content(new byte[10], source, 11);

        (await Should.ThrowAsync<AppException>(_s3.Objects.PutAsync("user/a", content, "video/mp4", default))).Code.ShouldBe("code");
    }

    [Fact]
    public async Task An_ETag_without_quotes_is_given_back_as_it_came()
    {
        var bytes = Enumerable.Range(0, 3 << 20).Select(PatternStream.At).ToArray();
        _s3.OnRequest = context => GiveAsync(context, bytes, "abc");
        await using var stream = (await _s3.Store.OpenAsync("user/a", default))!;
        using var read = new MemoryStream();

        await stream.CopyToAsync(read);

        read.ToArray().ShouldBe(bytes);
        _s3.Requests.ShouldBe(["GET /bucket/user/a bytes=0-1048575", "GET /bucket/user/a bytes=1048576- abc"]);
    }

    [Fact]
    public async Task A_server_without_ranges_gives_a_file_from_its_beginning_and_from_nowhere_else()
    {
        _s3.OnRequest = async context =>
        {
            context.Response.ContentLength = 3;
            await context.Response.WriteAsync("abc");
        };
        await using var stream = (await _s3.Store.OpenAsync("user/a", default))!;
        using var reader = new StreamReader(stream, leaveOpen: true);

        (await reader.ReadToEndAsync()).ShouldBe("abc");
        stream.Position = 1;
        (await Should.ThrowAsync<IOException>(stream.ReadAsync(new byte[1]).AsTask())).Message.ShouldContain("other bytes");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_is_replaced_while_it_is_read_is_not_mixed_with_the_new_one(bool looksAtConditions)
    {
        var bytes = new byte[3 << 20];
        var version = "\"1\"";
        _s3.OnRequest = context =>
        {
            var condition = context.Request.Headers.IfMatch.ToString();
            context.Response.StatusCode = looksAtConditions && condition.Length > 0 && condition != version ? 412 : 200;
            return context.Response.StatusCode == 412 ? Task.CompletedTask : GiveAsync(context, bytes, version);
        };
        await using var stream = (await _s3.Store.OpenAsync("user/a", default))!;
        version = "\"2\"";

        await Should.ThrowAsync<IOException>(stream.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task A_download_that_is_cut_goes_on_from_there()
    {
        var bytes = Enumerable.Range(0, 8 << 20).Select(PatternStream.At).ToArray();
        var cuts = 0;
        _s3.OnRequest = context =>
            GiveAsync(context, bytes, "\"1\"", breaksAfter: Interlocked.Increment(ref cuts) == 2 ? 3 << 20 : int.MaxValue);
        await using var stream = (await _s3.Store.OpenAsync("user/a", default))!;
        using var read = new MemoryStream();

        await stream.CopyToAsync(read);

        read.ToArray().ShouldBe(bytes);
        _s3.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("<Contents><Key>user/a</Key></Contents>")]
    [InlineData("")]
    public async Task Pages_without_an_end_come_to_an_end(string items)
    {
        await WaitASecondOnlyAsync();
        _s3.Answer(200, $"{List}{items}<NextContinuationToken>same</NextContinuationToken></ListBucketResult>");

        await Should.ThrowAsync<IOException>(_s3.Store.DeleteAllAsync("user/", default).WaitAsync(TimeSpan.FromSeconds(10)));

        _s3.Requests.ShouldNotContain(request => request.StartsWith("POST"));
    }

    [Fact]
    public async Task Unfinished_uploads_without_an_end_come_to_an_end()
    {
        await WaitASecondOnlyAsync();
        _s3.Answer(200, $"<ListMultipartUploadsResult {Namespace}><IsTruncated>true</IsTruncated>" +
            "<Upload><Key>user/a</Key><UploadId>1</UploadId><Initiated>now</Initiated></Upload></ListMultipartUploadsResult>");

        var sweep = _s3.Store.DeleteUnfinishedAsync(DateTimeOffset.UtcNow, default);

        await Should.ThrowAsync<IOException>(sweep.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Somebody_elses_files_are_not_deleted_when_a_server_does_not_look_at_the_prefix()
    {
        _s3.Answer(200, $"{List}<Contents><Key>other/a</Key></Contents></ListBucketResult>");

        await Should.ThrowAsync<IOException>(_s3.Store.DeleteAllAsync("user/", default));

        _s3.Requests.ShouldHaveSingleItem().ShouldStartWith("GET");
    }

    [Fact]
    public async Task A_file_that_was_not_deleted_is_told()
    {
        _s3.Answer(200, $"<DeleteResult {Namespace}><Error><Key>user/a</Key><Code>AccessDenied</Code></Error></DeleteResult>");

        (await Should.ThrowAsync<IOException>(_s3.Bucket.DeleteAsync(["user/a", "user/b"], default)))
            .Message.ShouldContain("1 of 2 objects");
    }

    [Fact]
    public async Task A_file_that_no_server_takes_is_refused_without_asking_one()
    {
        var before = Spooled();

        (await Should.ThrowAsync<IOException>(_s3.Store.SaveAsync("user/a", new PatternStream(30 << 20), "video/mp4", default)))
            .Message.ShouldContain("larger than 20971520 bytes");
        (await Should.ThrowAsync<IOException>(_s3.Store.SaveAsync("user/a", new PatternStream(0), "video/mp4", default, 30 << 20)))
            .Message.ShouldContain("larger than 20971520 bytes");

        _s3.Requests.ShouldBeEmpty();
        Spooled().ShouldBe(before);
    }

    private async Task WaitASecondOnlyAsync()
    {
        await _s3.DisposeAsync();
        _s3 = await StubS3.StartAsync(TimeSpan.FromSeconds(1));
    }

    private static int Spooled() => Directory.GetFiles(Path.GetTempPath(), "art-engine-????????????????????????????????").Length;

    /// <summary>As a right server gives it, as far as nobody tells otherwise.</summary>
    private static async Task GiveAsync(HttpContext context, byte[] bytes, string version, int breaksAfter = int.MaxValue)
    {
        var range = context.Request.GetTypedHeaders().Range!.Ranges.Single();
        var (from, to) = ((int)range.From!, (int)Math.Min(range.To ?? long.MaxValue, bytes.Length - 1));
        context.Response.StatusCode = 206;
        context.Response.Headers.ETag = version;
        context.Response.Headers.ContentRange = $"bytes {from}-{to}/{bytes.Length}";
        context.Response.ContentLength = to - from + 1;
        await context.Response.Body.WriteAsync(bytes.AsMemory(from, Math.Min(to - from + 1, breaksAfter)));
        if (breaksAfter < int.MaxValue)
        {
            await context.Response.Body.FlushAsync();
            await Task.Delay(200);
            context.Abort();
        }
    }

    private static async Task FailSoonAsync(Func<Task>[] calls)
    {
        foreach (var call in calls)
        {
            var began = Stopwatch.GetTimestamp();
            await Should.ThrowAsync<IOException>(call);
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        }
    }

    private Func<Task>[] Calls() =>
    [
        () => _s3.Bucket.ProbeAsync(default),
        () => _s3.Bucket.MakeSureItExistsAsync(default),
        () => _s3.Bucket.ListAsync("user/", default).ToListAsync().AsTask(),
        () => _s3.Bucket.ListUploadsAsync("user/", default).ToListAsync().AsTask(),
        () => _s3.Bucket.DeleteAsync(["user/a"], default),
        () => _s3.Store.OpenAsync("user/a", default),
        () => _s3.Store.SaveAsync("user/a", new PatternStream(1), "image/png", default),
        () => _s3.Store.SaveAsync("user/a", new PatternStream(10 << 20), "image/png", default),
    ];
}
