using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>A plan; limits that are null are none.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">How many shares of the servers it gives while others wait.</param>
/// <param name="MaxRunning">Servers have no more jobs of a user at once.</param>
/// <param name="MaxQueued">No more jobs of a user wait.</param>
/// <param name="GpuSecondsPerDay">Seconds of rendering within a day, UTC.</param>
/// <param name="GpuSecondsPerMonth">Seconds of rendering within a calendar month, UTC.</param>
/// <param name="StorageBytes">Bytes of a user's outputs that are kept, those of the newest jobs; the settings say it when null.</param>
/// <param name="KeepDays">Days after its end that a job is deleted with its outputs; the settings say it when null.</param>
/// <param name="Workflows">The workflows that may be rendered; null for all.</param>
internal sealed record PlanView(
    string Name, double Weight, int? MaxRunning, int? MaxQueued, double? GpuSecondsPerDay, double? GpuSecondsPerMonth,
    long? StorageBytes, int? KeepDays, IReadOnlyList<string>? Workflows)
{
    public static PlanView Of(Plan plan) => new(
        plan.Name, plan.Weight, plan.MaxRunning, plan.MaxQueued, plan.GpuSecondsPerDay, plan.GpuSecondsPerMonth, plan.StorageBytes,
        plan.KeepDays, plan.Workflows);
}
