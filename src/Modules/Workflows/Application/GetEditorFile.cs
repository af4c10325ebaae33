using System.Text;
using ArtEngine.Workflows.Contracts;
using MediatR;

namespace ArtEngine.Workflows.Application;

internal sealed class GetEditorFileHandler(EditorFiles files) : IRequestHandler<GetEditorFileQuery, string?>
{
    public async Task<string?> Handle(GetEditorFileQuery request, CancellationToken cancellationToken) =>
        await files.FindAsync(request.TemplateKey, cancellationToken) is { Length: > 0 } file ? Encoding.UTF8.GetString(file) : null;
}
