using Microsoft.Extensions.Logging.Abstractions;
using PluginHost;
using PluginHost.Containers;
using PluginHost.Plugins;
using PluginHost.Plugins.Restart;
using PluginHost.Runtime;

namespace Monitors.Tests.Restart;

public sealed class RestartDecisionTests
{
    private const string Former = "io.containerd.internal.v1.restart";
    private const string Current = "io.containerd.monitor.container.v1.restart";

    [Theory]
    [InlineData("", "always", 0)]
    [InlineData("always", "always", 0)]
    [InlineData("no", "no", 0)]
    [InlineData("unless-stopped", "unless-stopped", 0)]
    [InlineData("on-failure", "on-failure", 0)]
    [InlineData("on-failure:3", "on-failure", 3)]
    public void A_policy_is_a_word_and_perhaps_a_number(string text, string kind, int maximum)
    {
        Assert.True(RestartPolicy.TryParse(text, out RestartPolicy? policy));
        Assert.Equal((kind, maximum), (policy.Kind, policy.Maximum));
    }

    [Theory]
    [InlineData("sometimes")]
    [InlineData("always:3")]
    [InlineData("on-failure:x")]
    [InlineData("on-failure:")]
    [InlineData("on-failure:-1")]
    [InlineData(":3")]
    public void Another_policy_is_refused_and_restarts_nothing(string text)
    {
        Assert.False(RestartPolicy.TryParse(text, out _));
        Assert.Equal(RestartAction.None, Decide(TaskState.Stopped, 1, policy: text));
    }

    [Theory]
    [InlineData("always", 0, "0", "", RestartAction.Start)]
    [InlineData("no", 1, "0", "", RestartAction.None)]
    [InlineData("on-failure", 0, "0", "", RestartAction.None)]
    [InlineData("on-failure", 1, "99", "", RestartAction.Start)]
    [InlineData("on-failure:2", 1, "1", "", RestartAction.Start)]
    [InlineData("on-failure:2", 1, "2", "", RestartAction.None)]
    [InlineData("on-failure:2", 1, "nonsense", "", RestartAction.Start)]
    [InlineData("unless-stopped", 0, "5", "", RestartAction.Start)]
    [InlineData("unless-stopped", 137, "5", "true", RestartAction.None)]
    [InlineData("unless-stopped", 137, "5", "false", RestartAction.Start)]
    [InlineData("always", 137, "5", "true", RestartAction.Start)]
    internal void The_policy_decides_about_a_task_that_has_ended(
        string policy, uint exitStatus, string count, string explicitlyStopped, RestartAction action)
        => Assert.Equal(action, Decide(TaskState.Stopped, exitStatus, "running", policy, count, explicitlyStopped));

    [Theory]
    [InlineData(null, "running", RestartAction.Start)]
    [InlineData(null, "stopped", RestartAction.None)]
    [InlineData(TaskState.Running, "running", RestartAction.None)]
    [InlineData(TaskState.Paused, "running", RestartAction.None)]
    [InlineData(TaskState.Pausing, "running", RestartAction.None)]
    [InlineData(TaskState.Created, "running", RestartAction.Start)]
    [InlineData(TaskState.Running, "stopped", RestartAction.Stop)]
    [InlineData(TaskState.Paused, "stopped", RestartAction.Stop)]
    [InlineData(TaskState.Created, "stopped", RestartAction.Stop)]
    [InlineData(TaskState.Stopped, "stopped", RestartAction.None)]
    [InlineData(TaskState.Running, "whatever", RestartAction.None)]
    internal void The_wanted_status_is_compared_with_the_task(TaskState? state, string wanted, RestartAction action)
        => Assert.Equal(action, Decide(state, 0, wanted));

    [Fact]
    public void A_container_without_a_task_counts_as_one_that_ended_well()
        => Assert.Equal(RestartAction.None, Decide(null, 0, policy: "on-failure"));

    [Fact]
    public void It_is_containerds_plugin_and_takes_over_the_section_under_its_former_name()
    {
        Registration registration = Assert.Single(new RestartPlugin().Registrations);
        Dictionary<string, Dictionary<string, object>> sections = new() { [Former] = new() { ["interval"] = "3s" } };

        registration.ConfigMigration!(2, sections);

        Assert.Equal(Current, registration.Uri);
        Assert.Equal("3s", Assert.Single(sections, section => section.Key == Current).Value["interval"]);
    }

    [Fact]
    public void No_interval_means_ten_seconds_and_a_negative_one_is_refused()
    {
        Assert.Equal(TimeSpan.FromSeconds(10), new RestartConfig { Interval = TimeSpan.Zero }.EffectiveInterval);
        Assert.Empty(new RestartConfig().Validate());
        Assert.Equal("interval -00:00:01 is negative", Assert.Single(new RestartConfig { Interval = TimeSpan.FromSeconds(-1) }.Validate()));
    }

    [Theory]
    [InlineData("file:///a", "", false, "file:///a", "file:///a")]
    [InlineData("file:///a", "/b", false, "file:///a", "file:///a")]
    [InlineData("", "/b", false, "file:///b", "file:///b")]
    [InlineData("", "b", false, "", "")]
    [InlineData("", "", false, "", "")]
    [InlineData("binary:///l", "", true, "binary:///l", "")]
    public void The_log_of_a_restarted_task_is_that_of_its_labels(string uri, string path, bool terminal, string stdout, string stderr)
    {
        ContainerRecord container = Container(new() { [RestartLabels.LogUri] = uri, [RestartLabels.LogPath] = path }) with
        {
            Spec = new AnyValue("spec", System.Text.Encoding.UTF8.GetBytes($"{{\"process\":{{\"terminal\":{(terminal ? "true" : "false")}}}}}")),
        };

        ProcessIo io = TaskStreams.Io(container, NullLogger.Instance);

        Assert.Equal(("", stdout, stderr, terminal), (io.Stdin, io.Stdout, io.Stderr, io.Terminal));
    }

    [Fact]
    public void Mounts_get_the_label_of_the_specification()
    {
        ContainerRecord container = Container([]) with { Spec = new AnyValue("spec", "{\"linux\":{\"mountLabel\":\"a:b\"}}"u8.ToArray()) };

        PluginHost.Mounts.Mount mount = Assert.Single(TaskStreams.Labelled(container, [new PluginHost.Mounts.Mount("overlay", "overlay", ["ro"])]));

        Assert.Equal(["ro", "context=\"a:b\""], mount.Options);
    }

    private static RestartAction Decide(
        TaskState? state, uint exitStatus, string status = "running", string policy = "", string count = "", string explicitlyStopped = "")
        => RestartDecision.Of(
            Container(new()
            {
                [RestartLabels.Status] = status,
                [RestartLabels.Policy] = policy,
                [RestartLabels.Count] = count,
                [RestartLabels.ExplicitlyStopped] = explicitlyStopped,
            }),
            state is { } actual ? new ProcessState { Id = "c", Status = actual, ExitStatus = exitStatus } : null,
            NullLogger.Instance);

    private static ContainerRecord Container(Dictionary<string, string> labels) => new() { Id = "c", RuntimeName = "r", Labels = labels };
}
