namespace ArtEngine.Workflows.Api;

/// <summary>What Swagger shows.</summary>
internal static class Examples
{
    public const string List = $$"""
        {
          "workflows": [
            {
              "name": "txt2img",
              "version": "b36e0d94b1b4",
              "status": "ready",
              "reason": null,
              "warnings": [],
              "title": "Text to picture",
              "description": "A checkpoint and a sampler.",
              "parameters": {{Parameters}}
            },
            {
              "name": "mine",
              "version": "0c3f6b1d2e4a",
              "status": "broken",
              "reason": "Node 7 (SaveImage) reads its input \"images\" from node 12, which is not in the file.",
              "warnings": [],
              "title": null,
              "description": null,
              "parameters": null
            }
          ],
          "ignored": [{ "file": "notes.txt", "reason": "It is no workflow: \".txt\" is not .json." }]
        }
        """;

    public const string Details = $$"""
        {
          "name": "txt2img",
          "version": "b36e0d94b1b4",
          "title": "Text to picture",
          "description": "A checkpoint and a sampler.",
          "output_node_id": "7",
          "node_count": 7,
          "warnings": [],
          "parameters": {{Parameters}},
          "example": { "workflow_name": "txt2img", "parameters": { "prompt": "a lighthouse at dusk" } }
        }
        """;

    public const string StoreRequest = """
        {
          "graph": {
            "3": { "class_type": "KSampler", "inputs": { "seed": 5, "steps": 20, "positive": ["6", 0] } },
            "6": { "class_type": "CLIPTextEncode", "inputs": { "text": "a lighthouse" } },
            "7": { "class_type": "SaveImage", "inputs": { "images": ["3", 0], "filename_prefix": "art" } }
          },
          "parameters": { "parameters": { "prompt": { "bind": { "node": "6", "input": "text" } } } }
        }
        """;

    public const string Imported = $$"""
        {
          "format": "api",
          "status": "ready",
          "reason": null,
          "output_node_id": "7",
          "node_count": 3,
          "graph": { "6": { "class_type": "CLIPTextEncode", "inputs": { "text": "a lighthouse" } } },
          "parameters": { "parameters": { "prompt": { "bind": { "node": "6", "input": "text" } } } },
          "schema": {{Parameters}},
          "problems": [
            {
              "node_id": "4", "class_type": "CheckpointLoaderSimple", "input": "ckpt_name",
              "reason": "There is no \"sdxl.safetensors\".", "nearest": "sd_xl.safetensors"
            }
          ],
          "warnings": []
        }
        """;

    private const string Parameters = """
        {
          "type": "object",
          "properties": {
            "prompt": { "type": "string", "minLength": 1, "maxLength": 10000 },
            "seed": { "type": "integer", "minimum": 0, "maximum": 18446744073709551615, "x-randomize": true },
            "steps": { "type": "integer", "minimum": 1, "maximum": 150, "default": 20 }
          },
          "required": ["prompt"],
          "additionalProperties": false
        }
        """;
}
