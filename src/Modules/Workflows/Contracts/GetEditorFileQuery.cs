using MediatR;

namespace ArtEngine.Workflows.Contracts;

/// <summary>The file of ComfyUI's editor that belongs to a template that is kept, as JSON; null when there is none.</summary>
/// <param name="TemplateKey">A <see cref="RenderedWorkflow.TemplateKey"/>.</param>
public sealed record GetEditorFileQuery(string TemplateKey) : IRequest<string?>;
