using Metadata.Tests.Support;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Gc;
using PluginHost.Plugins;
using PluginHost.Plugins.Gc;

namespace Metadata.Tests;

public sealed class SchedulerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly CountingMetadata _metadata = new();
    private readonly ManualClock _clock = new();
    private readonly RecordingLogger _logger = new();

    [Fact]
    public void The_plugin_is_called_as_in_containerd()
    {
        Registration registration = new SchedulerPlugin().Registrations.Single();

        Assert.Equal("io.containerd.gc.v1.scheduler", registration.Uri);
        Assert.Equal([PluginTypes.Metadata], registration.Requires);
        Assert.Equal(
            new SchedulerConfig
            {
                PauseThreshold = 0.02,
                DeletionThreshold = 0,
                MutationThreshold = 100,
                ScheduleDelay = TimeSpan.Zero,
                StartupDelay = TimeSpan.FromMilliseconds(100),
            },
            registration.Config);
    }

    [Fact]
    public async Task The_first_collection_comes_after_the_startup_delay()
    {
        await using Scheduler scheduler = StartScheduler(new SchedulerConfig());
        await TimerAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(0, _metadata.Collections);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        await CollectionsAsync(1);
        await Poll.UntilAsync(() => _logger.Entries.Any(static entry => entry.Message == "garbage collected"), Deadline);
    }

    [Fact]
    public async Task Who_asks_gets_the_result_of_a_collection_at_once()
    {
        await using Scheduler scheduler = StartScheduler(Quiet);

        GcStatistics statistics = await scheduler.CollectAsync(CancellationToken.None).WaitAsync(Deadline);

        Assert.Equal(1, statistics.Removed);
    }

    [Fact]
    public async Task Who_asks_during_a_collection_waits_for_the_next_together_with_others()
    {
        TaskCompletionSource gate = new();
        TaskCompletionSource reached = new();
        _metadata.Collection = async (number, _) =>
        {
            reached.TrySetResult();
            await gate.Task;
            return new GcStatistics(TimeSpan.Zero, number);
        };
        await using Scheduler scheduler = StartScheduler(Quiet);
        Task<GcStatistics> first = scheduler.CollectAsync(CancellationToken.None);
        await reached.Task;
        Task<GcStatistics> second = scheduler.CollectAsync(CancellationToken.None);
        Task<GcStatistics> third = scheduler.CollectAsync(CancellationToken.None);
        gate.SetResult();

        GcStatistics[] results = await Task.WhenAll(first, second, third).WaitAsync(Deadline);
        Assert.Equal([1, 2, 2], results.Select(static result => result.Removed));
    }

    [Fact]
    public async Task Deletions_are_collected_at_the_next_run()
    {
        await using Scheduler scheduler = StartScheduler(Quiet);
        await scheduler.CollectAsync(CancellationToken.None).WaitAsync(Deadline);
        _metadata.Mutate(collectable: true);
        await TimerAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(245));

        await CollectionsAsync(2);
    }

    [Fact]
    public async Task Changes_alone_are_collected_when_there_are_enough()
    {
        await using Scheduler scheduler = StartScheduler(new SchedulerConfig { StartupDelay = TimeSpan.Zero, MutationThreshold = 10 });
        for (int i = 0; i < 9; i++)
        {
            _metadata.Mutate(collectable: false);
        }

        await scheduler.CollectAsync(CancellationToken.None).WaitAsync(Deadline);
        for (int i = 0; i < 9; i++)
        {
            _metadata.Mutate(collectable: false);
        }

        await TimerAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(245));
        await TimerAsync();
        Assert.Equal(1, _metadata.Collections);
        _metadata.Mutate(collectable: false);
        await TimerAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(245));
        await CollectionsAsync(2);
    }

    [Fact]
    public async Task The_deletion_threshold_collects_once_at_once()
    {
        await using Scheduler scheduler = StartScheduler(new SchedulerConfig { StartupDelay = TimeSpan.Zero, DeletionThreshold = 5 });
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(0, _metadata.Collections);
            _metadata.Mutate(collectable: true);
        }

        await CollectionsAsync(1);
        await TimerAsync();
        Assert.Equal(1, _metadata.Collections);
    }

    [Fact]
    public async Task A_failure_is_told_to_who_waits_and_tried_again()
    {
        _metadata.Collection = static (number, _) => number == 1
            ? throw new IOException("disk")
            : Task.FromResult(new GcStatistics(TimeSpan.Zero, number));
        await using Scheduler scheduler = StartScheduler(Quiet);

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => scheduler.CollectAsync(CancellationToken.None).WaitAsync(Deadline));
        Assert.Equal((ErrorKind.Unknown, "gc failed"), (error.Kind, error.Message));
        Assert.IsType<IOException>(error.InnerException);
        await CollectionsAsync(2);
        Assert.Contains(_logger.Entries, static entry => entry is (LogLevel.Error, "garbage collection failed", IOException));
    }

    [Fact]
    public async Task Who_gives_up_does_not_stop_the_collection()
    {
        TaskCompletionSource gate = new();
        _metadata.Collection = async (number, _) =>
        {
            await gate.Task;
            return new GcStatistics(TimeSpan.Zero, number);
        };
        await using Scheduler scheduler = StartScheduler(Quiet);
        using CancellationTokenSource source = new();
        Task<GcStatistics> given = scheduler.CollectAsync(source.Token);
        await CollectionsAsync(1);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Task<GcStatistics> next = scheduler.CollectAsync(CancellationToken.None);
        gate.SetResult();

        Assert.Equal(2, (await next.WaitAsync(Deadline)).Removed);
    }

    [Fact]
    public async Task A_stopped_scheduler_answers_those_who_wait()
    {
        TaskCompletionSource reached = new();
        _metadata.Collection = async (number, cancellationToken) =>
        {
            reached.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new GcStatistics(TimeSpan.Zero, number);
        };
        Scheduler scheduler = StartScheduler(Quiet);
        Task<GcStatistics> waiting = scheduler.CollectAsync(CancellationToken.None);
        await reached.Task;
        await scheduler.DisposeAsync();
        await scheduler.DisposeAsync();

        await Expect.ErrorAsync(ErrorKind.Unavailable, "the garbage collector has been stopped: unavailable", () => waiting);
        await Expect.ErrorAsync(
            ErrorKind.Unavailable, "the garbage collector has been stopped: unavailable", () => scheduler.CollectAsync(CancellationToken.None));
    }

    private static SchedulerConfig Quiet => new() { StartupDelay = TimeSpan.Zero };

    private Scheduler StartScheduler(SchedulerConfig config) => Scheduler.Start(_metadata, config, _clock, _logger, CancellationToken.None);

    private Task CollectionsAsync(int number) => Poll.UntilAsync(() => _metadata.Collections == number, Deadline);

    // The loop waits for its next run.
    private Task TimerAsync() => Poll.UntilAsync(() => _clock.Pending > 0, Deadline);
}
