using System.Text.Json.Nodes;

namespace ArtEngine.ComfySimulator.Graphs;

/// <summary>A link into nothing. ComfyUI meets it as a Python exception and tells it as such, traceback and all.</summary>
internal sealed class BrokenLinkException : Exception
{
    private static readonly string[] Trace = ["  File \"/simulator/execution.py\", line 933, in validate_inputs\n"];

    private readonly string type;

    private BrokenLinkException(string type, string message)
        : base(message) => this.type = type;

    public static BrokenLinkException NoNode(string? id) => new("KeyError", $"'{id}'");

    public static BrokenLinkException NoSlot() => new("IndexError", "tuple index out of range");

    /// <summary>When the output node itself has the link.</summary>
    public JsonObject AtOutput() => PromptError.Of(
        "exception_during_validation",
        "Exception when validating node",
        Message,
        new { ExceptionType = type, Traceback = Trace });

    /// <summary>When a node further up has it.</summary>
    public JsonObject AtInput(string name, JsonArray config, JsonArray link) => PromptError.Of(
        "exception_during_inner_validation",
        "Exception when validating inner node",
        Message,
        new
        {
            InputName = name,
            InputConfig = config,
            ExceptionMessage = Message,
            ExceptionType = type,
            Traceback = Trace,
            LinkedNode = link,
        });
}
