using System.Collections.Concurrent;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using MediatR;
using Quartz;

namespace ArtEngine.BuildingBlocks.Infrastructure.Scheduling;

/// <summary>How a job that is kept running sends its command.</summary>
public static class LongCommand
{
    private static readonly TimeSpan LastsWhenWell = TimeSpan.FromMinutes(1);

    /// <summary>The real one, whatever time it is for the commands: it only spares work.</summary>
    private static readonly TimeProvider Clock = TimeProvider.System;

    /// <summary>Commands with equal arguments are equal: there are as many as kinds of jobs, and one for each server.</summary>
    private static readonly ConcurrentDictionary<IRequest, Backoff> Faults = new();

    /// <summary>Sends a command that ends when the host stops. When the database is away no stack trace is logged each time.</summary>
    public static async ValueTask SendUntilStoppedAsync(this IMediator mediator, IRequest command, CancellationToken cancellationToken)
    {
        var begun = Clock.GetTimestamp();
        try
        {
            await mediator.Send(command, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next run goes on.
        }
        catch (Exception exception) when (TransientDatabaseErrors.IsReasonOf(exception))
        {
            throw new JobExecutionException($"The database is away: {exception.Message}");
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The clock would start it again at once, and it may fail at the same thing.
            await PauseAsync(command, begun, cancellationToken);
            throw;
        }
    }

    /// <summary>Each fault in a row waits longer; a run that lasted was well.</summary>
    private static Task PauseAsync(IRequest command, long begun, CancellationToken cancellationToken)
    {
        var faults = Faults.GetOrAdd(command, _ => new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)));
        if (Clock.GetElapsedTime(begun) > LastsWhenWell)
        {
            faults.Reset();
        }

        return Task.Delay(faults.Next(), cancellationToken);
    }
}
