using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Minio;
using Minio.DataModel.Args;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>
/// The one bucket, in the words that the store needs. Whatever the server does wrong, or the way to it, is an
/// <see cref="IOException"/>.
/// </summary>
internal sealed class S3Bucket : IDisposable
{
    /// <summary>As much as clocks may differ at all.</summary>
    private static readonly TimeSpan SignedFor = TimeSpan.FromMinutes(15);

    private readonly S3Options _options;
    private readonly HttpClient _http;
    private readonly IMinioClient _client;

    public S3Bucket(S3Options options)
    {
        _options = options;
        _http = new(new S3AnswerHandler(options.AnswerTimeout, readsWhole: true));
        _client = S3Clients.Create(options, options.Endpoint, _http);
    }

    /// <summary>Throws unless the server answers and the bucket is there.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken))
        {
            throw new IOException($"The S3 server has no bucket {_options.Bucket}.");
        }
    }

    public async Task MakeSureItExistsAsync(CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(cancellationToken))
        {
            // With the region, or the client forgets the one that it signs for.
            var args = new MakeBucketArgs().WithBucket(_options.Bucket).WithLocation(_options.Region);
            await DoAsync(token => _client.MakeBucketAsync(args, token), cancellationToken);
        }
    }

    /// <summary>The keys that begin with the prefix, in order; none when there is no bucket.</summary>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var args = new ListObjectsArgs().WithBucket(_options.Bucket).WithPrefix(prefix).WithRecursive(true);
        string? last = null;
        await foreach (var item in ReadAsync(token => _client.ListObjectsEnumAsync(args, token), cancellationToken))
        {
            EnsureIsNext(item.Key, last, prefix);
            yield return last = item.Key;
        }
    }

    /// <summary>Deletes up to a thousand objects.</summary>
    public async Task DeleteAsync(IList<string> keys, CancellationToken cancellationToken)
    {
        var args = new RemoveObjectsArgs().WithBucket(_options.Bucket).WithObjects(keys);
        var faults = await AskAsync(token => _client.RemoveObjectsAsync(args, token), cancellationToken);
        if (faults.Count > 0)
        {
            throw new IOException($"The S3 server did not delete {faults.Count} of {keys.Count} objects.");
        }
    }

    /// <summary>Uploads below the prefix that were neither completed nor aborted.</summary>
    public async IAsyncEnumerable<S3Upload> ListUploadsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var args = new ListIncompleteUploadsArgs().WithBucket(_options.Bucket).WithPrefix(prefix);
        var seen = new HashSet<(string, string)>();
        await foreach (var upload in ReadAsync(token => _client.ListIncompleteUploadsEnumAsync(args, token), cancellationToken))
        {
            if (!seen.Add((upload.Key, upload.UploadId)) || !upload.Key.StartsWith(prefix, StringComparison.Ordinal))
            {
                throw WrongList();
            }

            yield return new(upload.Key, TimeOf(upload.Initiated));
        }
    }

    /// <summary>Removes what was uploaded in parts for this key and never completed.</summary>
    public Task AbortAsync(string key, CancellationToken cancellationToken)
    {
        var args = new RemoveIncompleteUploadArgs().WithBucket(_options.Bucket).WithObject(key);
        return DoAsync(token => _client.RemoveIncompleteUploadAsync(args, token), cancellationToken);
    }

    /// <summary>An address at which the object can be read.</summary>
    public Task<string> SignReadAsync(string key) => _client.PresignedGetObjectAsync(
        new PresignedGetObjectArgs().WithBucket(_options.Bucket).WithObject(key).WithExpiry((int)SignedFor.TotalSeconds));

    /// <summary>An address at which the object can be written.</summary>
    public Task<string> SignWriteAsync(string key) => _client.PresignedPutObjectAsync(
        new PresignedPutObjectArgs().WithBucket(_options.Bucket).WithObject(key).WithExpiry((int)SignedFor.TotalSeconds));

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    /// <summary>A server that ignores prefixes or pages would have the wrong things deleted, or be listed for ever.</summary>
    private static void EnsureIsNext(string? key, string? last, string prefix)
    {
        if (key is null || !key.StartsWith(prefix, StringComparison.Ordinal) || string.CompareOrdinal(key, last) <= 0)
        {
            throw WrongList();
        }
    }

    private static IOException WrongList() => new("The S3 server lists other things than were asked for, or the same ones again.");

    private static DateTimeOffset? TimeOf(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var known) ? known : null;

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        var args = new BucketExistsArgs().WithBucket(_options.Bucket);
        try
        {
            return await AskAsync(token => _client.BucketExistsAsync(args, token), cancellationToken);
        }
        catch (S3AnswerException answer) when (answer.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>The client fetches page after page. From one item to the next it gets as long as one answer may take.</summary>
    private async IAsyncEnumerable<T> ReadAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> list, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var items = list(limit.Token).GetAsyncEnumerator(limit.Token);
        while (await MoveAsync(items, limit, cancellationToken))
        {
            yield return items.Current;
        }
    }

    private async Task<bool> MoveAsync<T>(IAsyncEnumerator<T> items, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        limit.CancelAfter(_options.AnswerTimeout);
        try
        {
            return await TranslateAsync(async () => await items.MoveNextAsync(), cancellationToken);
        }
        catch (S3AnswerException answer) when (answer.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
        finally
        {
            limit.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private Task<bool> DoAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken) => AskAsync(
        async token =>
        {
            await call(token);
            return true;
        },
        cancellationToken);

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.AnswerTimeout);
        return await TranslateAsync(() => call(limit.Token), cancellationToken);
    }

    /// <summary>What the client stumbles over in an answer comes as whatever .NET throws for it.</summary>
    private async Task<T> TranslateAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The S3 server does not answer within {_options.AnswerTimeout.TotalSeconds:0.#} s.", exception);
        }
        catch (Exception exception) when (exception is not IOException && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The S3 server's answer is of no use: {exception.GetBaseException().Message}", exception);
        }
    }
}
