using System.Text.RegularExpressions;

namespace ArtEngine.ArchitectureTests;

/// <summary>
/// Connections to PostgreSQL are not reset between two uses (<c>NoResetOnClose</c>), so that nothing may be set or held in a session for
/// longer than a transaction.
/// </summary>
public sealed partial class SessionRules
{
    /// <summary>Its connection is in no pool.</summary>
    private const string WithoutPool = "StartupLock.cs";

    [Fact]
    public void Nothing_is_left_in_a_session() => (
        from file in Directory.EnumerateFiles(Path.Combine(House.Root, "src"), "*.cs", SearchOption.AllDirectories)
        where Path.GetFileName(file) != WithoutPool
        from line in File.ReadLines(file).Index()
        where OfSession().IsMatch(line.Item)
        select $"{Path.GetRelativePath(House.Root, file)}:{line.Index + 1}: {line.Item.Trim()}").ShouldBeEmpty();

    [Theory]
    [InlineData("\"SET LOCAL lock_timeout = '2s'\"", false)]
    [InlineData("\"SELECT pg_advisory_xact_lock(1)\"", false)]
    [InlineData("UPDATE jobs SET status = 1", false)]
    [InlineData("\"SET lock_timeout = '2s'\"", true)]
    [InlineData("SET SESSION lock_timeout = '2s'", true)]
    [InlineData("\"SELECT pg_advisory_lock(1)\"", true)]
    [InlineData("\"LISTEN jobs\"", true)]
    [InlineData("CREATE TEMPORARY TABLE copies (id uuid)", true)]
    [InlineData("SELECT set_config('lock_timeout', '2s', false)", true)]
    public void What_is_left_in_a_session_is_found(string line, bool isLeft) => OfSession().IsMatch(line).ShouldBe(isLeft);

    [GeneratedRegex("""
        "SET\ (?!LOCAL\b) | "LISTEN\b | \bSET\ SESSION\b | \bCREATE\ TEMP | \bpg_advisory_lock\b | \bset_config\b
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex OfSession();
}
