using ArtEngine.BuildingBlocks;
using Microsoft.Extensions.Configuration;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>Where metrics are sent: InfluxDB 2 or a database that takes its write requests.</summary>
internal sealed class InfluxOptions
{
    public const string Section = "InfluxDb";

    /// <summary>The database's address, with the path of a proxy if there is one; metrics stay in memory while it is not set.</summary>
    /// <example>http://127.0.0.1:8086</example>
    public string Url { get; init; } = "";

    /// <summary>A token that may write the bucket; better given in <c>.env</c> or the environment.</summary>
    public string Token { get; init; } = "";

    /// <summary>The organization that the bucket belongs to.</summary>
    public string Org { get; init; } = "art-engine";

    /// <summary>Where the points go. It must exist: how long they are kept is decided where it is made.</summary>
    public string Bucket { get; init; } = "art-engine";

    public static bool IsChosen(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[$"{Section}:{nameof(Url)}"]);

    /// <summary>What is wrong with the settings, a sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (HttpAddress.Read(Url) is not { } url)
        {
            yield return $"InfluxDb:Url is '{Url}', which is no http or https address such as http://127.0.0.1:8086.";
        }
        else if (url.UserInfo.Length > 0 || url.Query.Length > 0)
        {
            yield return "InfluxDb:Url has a user or a query; give the address alone and the secret as InfluxDb:Token.";
        }

        if (string.IsNullOrWhiteSpace(Token))
        {
            yield return "InfluxDb:Token is not set: give a token that may write the bucket.";
        }
        else if (Token.Any(letter => letter is < ' ' or > '~'))
        {
            // Refused before a request is made of it: the fault that this would end with names the token.
            yield return "InfluxDb:Token has a character that no token has, such as the end of a line.";
        }

        if (string.IsNullOrWhiteSpace(Org) || string.IsNullOrWhiteSpace(Bucket))
        {
            yield return "InfluxDb:Org or InfluxDb:Bucket is empty; leave it out to use 'art-engine'.";
        }
    }
}
