using ArtEngine.ArchitectureTests.Planted.Infrastructure;

namespace ArtEngine.ArchitectureTests.Planted.Application;

internal static class CallsAnAdapter
{
    public static void Call(Adapter adapter) => adapter.Open()?.Dispose();
}
