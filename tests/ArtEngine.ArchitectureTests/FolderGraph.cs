using System.Text.RegularExpressions;
using Assembly = System.Reflection.Assembly;

namespace ArtEngine.ArchitectureTests;

/// <summary>
/// Which folders of a project use which: by compiled code, and by the using directives, for constants and <c>nameof</c>
/// leave no trace in it. A folder and one below it are two.
/// </summary>
internal sealed partial class FolderGraph
{
    private readonly string _root;
    private readonly Dictionary<string, HashSet<string>> _uses;

    /// <param name="assembly">What was made of the folder.</param>
    /// <param name="root">The namespace of the folder.</param>
    /// <param name="folder">Where its source lies.</param>
    /// <param name="wiring">Types of the root that may use everything: they put the whole together.</param>
    public FolderGraph(Assembly assembly, string root, string folder, IReadOnlyCollection<string> wiring)
    {
        _root = root;
        var types = CodeReader.Read(assembly).Where(type => $"{type.Namespace}.".StartsWith($"{root}.", StringComparison.Ordinal)).ToList();
        _uses = types.Select(type => type.Namespace).Distinct().ToDictionary(name => name, _ => new HashSet<string>());
        var homes = types.ToDictionary(type => type.Name, type => type.Namespace);
        foreach (var type in types.Where(type => type.Namespace != root || !wiring.Contains(CodeBase.ShortName(type.Name))))
        {
            _uses[type.Namespace].UnionWith(type.Uses.Where(homes.ContainsKey).Select(used => homes[used]));
        }

        foreach (var file in House.SourceFiles(folder)
            .Where(file => Path.GetDirectoryName(file) != folder || !wiring.Contains(Path.GetFileNameWithoutExtension(file))))
        {
            var text = File.ReadAllText(file);
            if (_uses.TryGetValue(Namespace().Match(text).Groups[1].Value, out var uses))
            {
                uses.UnionWith(Directive().Matches(text).Select(match => match.Groups[1].Value).Where(_uses.ContainsKey));
            }
        }
    }

    public int Folders => _uses.Count;

    /// <summary>The folders that use each other in a ring, each group once.</summary>
    public IReadOnlyList<string> Cycles()
    {
        var reach = _uses.Keys.ToDictionary(name => name, Reach);
        return
        [
            .. _uses.Keys.Select(
                name => reach[name].Where(other => other == name || reach[other].Contains(name)).Order(StringComparer.Ordinal))
                .Select(ring => string.Join(" <-> ", ring.Select(Relative)))
                .Where(ring => ring.Contains("<->", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    private HashSet<string> Reach(string start)
    {
        var seen = new HashSet<string> { start };
        var open = new Stack<string>(seen);
        while (open.TryPop(out var name))
        {
            foreach (var used in _uses[name].Where(seen.Add))
            {
                open.Push(used);
            }
        }

        return seen;
    }

    private string Relative(string name) => name == _root ? "(root)" : name[(_root.Length + 1)..];

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
