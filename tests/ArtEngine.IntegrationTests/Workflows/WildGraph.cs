using System.Globalization;
using System.Text;

namespace ArtEngine.IntegrationTests.Workflows;

/// <summary>A graph in API format that is put together node by node, as people's exports look.</summary>
/// <param name="name">The workflow's name.</param>
/// <param name="idOf">How its ids are written, by their number.</param>
internal sealed class WildGraph(string name, Func<int, string> idOf)
{
    private readonly List<(string Id, string ClassType, (string Name, string Json)[] Inputs)> _nodes = [];

    public string Name => name;

    /// <summary>The node whose output should be the job's first one.</summary>
    public string Output { get; set; } = "";

    public int NodeCount => _nodes.Count;

    public IReadOnlyList<(string Id, string ClassType, (string Name, string Json)[] Inputs)> Nodes => _nodes;

    /// <summary>Adds a node and answers its id.</summary>
    public string Add(string classType, params (string Name, string Json)[] inputs)
    {
        var id = idOf(_nodes.Count + 1);
        _nodes.Add((id, classType, inputs));
        return id;
    }

    /// <summary>A link to an output of a node.</summary>
    public static string To(string id, int slot = 0) => string.Create(CultureInfo.InvariantCulture, $"[\"{id}\", {slot}]");

    public static string Text(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    /// <summary>The file, with the white space of the editor's own exports.</summary>
    public string Json
    {
        get
        {
            var json = new StringBuilder("{\n");
            foreach (var (number, (id, classType, inputs)) in _nodes.Index())
            {
                json.Append(number == 0 ? "" : ",\n").Append(CultureInfo.InvariantCulture, $"  \"{id}\": {{\n    \"inputs\": {{\n      ")
                    .AppendJoin(",\n      ", inputs.Select(input => $"\"{input.Name}\": {input.Json}"))
                    .Append(CultureInfo.InvariantCulture, $"\n    }},\n    \"class_type\": {Text(classType)},\n    ")
                    .Append(CultureInfo.InvariantCulture, $"\"_meta\": {{ \"title\": {Text(classType)} }}\n  }}");
            }

            return json.Append("\n}").ToString();
        }
    }
}
