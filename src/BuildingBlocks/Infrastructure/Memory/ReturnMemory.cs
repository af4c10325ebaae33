using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.BuildingBlocks.Infrastructure.Memory;

/// <summary>
/// Gives memory back to the system when work has ceased, which may keep models in it. The collector keeps what the work needed until it
/// runs again, which it does not while little is allocated; the C library keeps what compiling needed.
/// </summary>
internal sealed class ReturnMemory(TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    private delegate int Trim(nint kept);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var quiet = new QuietSpell();
        using var looks = new PeriodicTimer(BetweenLooks, clock);
        var (at, used) = (clock.GetTimestamp(), Environment.CpuUsage.TotalTime);
        while (await looks.WaitForNextTickAsync(stoppingToken))
        {
            var (now, usedNow) = (clock.GetTimestamp(), Environment.CpuUsage.TotalTime);
            if (quiet.HasBegun((usedNow - used) / clock.GetElapsedTime(at, now)))
            {
                Return();
            }

            (at, used) = (now, usedNow);
        }
    }

    private static void Return()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // The GNU library's; others have no such function, and need none.
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library)
            && NativeLibrary.TryGetExport(library, "malloc_trim", out var trim))
        {
            Marshal.GetDelegateForFunctionPointer<Trim>(trim)(0);
        }
    }
}
