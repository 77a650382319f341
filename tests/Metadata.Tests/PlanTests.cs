using PluginHost.Plugins.Gc;

namespace Metadata.Tests;

/// <summary>When collections are due.</summary>
public sealed class PlanTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_run_comes_after_the_startup_delay_without_a_reason()
    {
        Plan plan = Started(new SchedulerConfig());

        Assert.Equal(Start.AddMilliseconds(100), plan.Next);
        Assert.True(plan.Begin(Start.AddMilliseconds(100)));
    }

    [Fact]
    public void Without_a_startup_delay_the_first_deletion_schedules_a_run()
    {
        Plan plan = Started(new SchedulerConfig { StartupDelay = TimeSpan.Zero, ScheduleDelay = TimeSpan.FromMilliseconds(7) });
        Assert.Null(plan.Next);
        plan.Count(mutations: 1, deletions: 0, Start);
        Assert.Null(plan.Next);
        plan.Count(mutations: 1, deletions: 1, Start);

        Assert.Equal(Start.AddMilliseconds(7), plan.Next);
    }

    [Fact]
    public void Without_a_startup_delay_enough_changes_schedule_a_run()
    {
        Plan plan = Started(new SchedulerConfig { StartupDelay = TimeSpan.Zero });
        plan.Count(mutations: 99, deletions: 0, Start);
        Assert.Null(plan.Next);
        plan.Count(mutations: 1, deletions: 0, Start);

        Assert.Equal(Start, plan.Next);
    }

    [Fact]
    public void The_pause_threshold_spaces_runs()
    {
        Plan plan = Started(new SchedulerConfig { PauseThreshold = 0.02 });
        Assert.True(plan.Begin(Start));
        plan.Succeed(TimeSpan.FromMilliseconds(30), Start);
        Assert.Equal(Start.AddMilliseconds(30 * 49), plan.Next);

        plan.Count(1, 1, Start);
        Assert.True(plan.Begin(Start));
        plan.Succeed(TimeSpan.FromMilliseconds(10), Start);
        Assert.Equal(Start.AddMilliseconds(20 * 49), plan.Next);
    }

    [Theory]
    [InlineData(0.02, 245)]
    [InlineData(0.5, 5)]
    [InlineData(3, 5)]
    [InlineData(0, 1000)]
    [InlineData(-1, 1000)]
    public void A_collection_counts_at_least_5_ms_and_the_threshold_stays_within_its_limits(double pause, double milliseconds)
    {
        Plan plan = Started(new SchedulerConfig { PauseThreshold = pause });
        Assert.True(plan.Begin(Start));
        plan.Succeed(TimeSpan.Zero, Start);

        Assert.Equal(Start.AddMilliseconds(milliseconds), plan.Next);
    }

    [Fact]
    public void A_run_without_a_reason_is_put_off()
    {
        Plan plan = Collected(new SchedulerConfig { MutationThreshold = 3 });
        plan.Count(mutations: 2, deletions: 0, Start);

        Assert.False(plan.Begin(Start.AddSeconds(10)));
        Assert.Equal(Start.AddSeconds(10).AddMilliseconds(245), plan.Next);
    }

    [Theory]
    [InlineData(3, 0, false)]
    [InlineData(1, 1, false)]
    [InlineData(0, 0, true)]
    public void A_run_with_a_reason_is_made_once(int mutations, int deletions, bool asked)
    {
        Plan plan = Collected(new SchedulerConfig { MutationThreshold = 3 });
        plan.Count(mutations, deletions, Start);
        if (asked)
        {
            plan.Ask(Start);
        }

        Assert.True(plan.Begin(Start));
        plan.Succeed(TimeSpan.Zero, Start);
        Assert.False(plan.Begin(Start));
    }

    [Fact]
    public void Changes_never_suffice_with_a_threshold_of_zero()
    {
        Plan plan = Collected(new SchedulerConfig { MutationThreshold = 0 });
        plan.Count(1_000_000, 0, Start);

        Assert.False(plan.Begin(Start));
    }

    [Fact]
    public void Enough_deletions_bring_the_run_forward()
    {
        Plan plan = Collected(new SchedulerConfig { DeletionThreshold = 5 });
        DateTimeOffset? planned = plan.Next;
        plan.Count(4, 4, Start);
        Assert.Equal(planned, plan.Next);
        plan.Count(1, 1, Start);

        Assert.Equal(Start, plan.Next);
    }

    [Fact]
    public void Deletions_wait_for_the_planned_run_with_a_threshold_of_zero()
    {
        Plan plan = Collected(new SchedulerConfig());
        DateTimeOffset? planned = plan.Next;
        plan.Count(50, 50, Start);

        Assert.Equal(planned, plan.Next);
        Assert.True(plan.Begin(planned!.Value));
    }

    [Fact]
    public void A_run_that_was_asked_for_waits_for_the_schedule_delay()
    {
        Plan plan = Collected(new SchedulerConfig { ScheduleDelay = TimeSpan.FromMilliseconds(20) });
        plan.Ask(Start);
        Assert.Equal(Start.AddMilliseconds(20), plan.Next);
        plan.Ask(Start.AddMilliseconds(15));

        Assert.Equal(Start.AddMilliseconds(20), plan.Next);
    }

    [Fact]
    public void A_failed_run_is_tried_again_a_second_later_than_planned()
    {
        Plan plan = Collected(new SchedulerConfig());
        plan.Ask(Start);
        Assert.True(plan.Begin(Start));
        plan.Fail(Start);

        Assert.Equal(Start.AddMilliseconds(1245), plan.Next);
        Assert.True(plan.Begin(Start.AddMilliseconds(1245)));
    }

    [Fact]
    public void A_failed_first_run_is_tried_again_soon()
    {
        Plan plan = Started(new SchedulerConfig { ScheduleDelay = TimeSpan.FromMilliseconds(20) });
        Assert.True(plan.Begin(Start));
        plan.Fail(Start);
        Assert.Equal(Start.AddMilliseconds(20), plan.Next);
        Assert.True(plan.Begin(Start.AddMilliseconds(20)));
        plan.Fail(Start);

        Assert.Equal(Start.AddSeconds(2), plan.Next);
    }

    [Fact]
    public void Values_that_make_no_sense_are_all_named()
    {
        SchedulerConfig config = new() { DeletionThreshold = -1, MutationThreshold = -2, StartupDelay = TimeSpan.FromSeconds(-1) };

        Assert.Equal(
            ["deletion_threshold -1 is negative", "mutation_threshold -2 is negative", "startup_delay -00:00:01 is negative"],
            config.Validate());
        Assert.Empty(new SchedulerConfig().Validate());
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(0.0000015, "1.5µs")]
    [InlineData(0.1, "100ms")]
    [InlineData(1.5, "1.5s")]
    [InlineData(60, "1m0s")]
    [InlineData(7261, "2h1m1s")]
    public void A_duration_is_printed_as_go_prints_it(double seconds, string text)
        => Assert.Equal(text, GoDuration.Format(TimeSpan.FromSeconds(seconds)));

    private static Plan Started(SchedulerConfig config)
    {
        Plan plan = new(config);
        plan.Start(Start);
        return plan;
    }

    private static Plan Collected(SchedulerConfig config)
    {
        Plan plan = Started(config);
        Assert.True(plan.Begin(Start));
        plan.Succeed(TimeSpan.Zero, Start);
        return plan;
    }
}
