using PluginHost;
using PluginHost.Plugins;
using PluginHost.Plugins.Warnings;
using PluginHost.Warnings;

namespace SmallPlugins.Tests;

public sealed class WarningsPluginTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private readonly HandClock _clock = new(Start);
    private readonly RecordingLogger _logger = new();

    // The closed list that clients know, all with this prefix.
    public static TheoryData<string> Ids =>
    [
        "cri-registry-mirrors", "cri-registry-auths", "cri-registry-configs", "cri-cni-bin-dir", "tracing-processor-config",
        "tracing-service-config", "nri-v010-plugin", "nri-plugin-interface", "cgroup-v1", "enable-cdi", "runc-options-task-api-address",
        "runc-options-task-api-version", "cri-create-container-checkpoint-restore",
    ];

    [Fact]
    public void It_is_the_warning_plugin_deprecations_without_requirements_and_configuration()
    {
        Registration registration = Assert.Single(new WarningsPlugin().Registrations);

        Assert.Equal("io.containerd.warning.v1.deprecations", registration.Uri);
        Assert.Empty(registration.Requires);
        Assert.Null(registration.Config);
    }

    [Fact]
    public async Task Nothing_is_deprecated_before_it_is_used() => Assert.Empty((await ServiceAsync()).Warnings);

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Each_deprecated_feature_is_shown_with_what_to_do(string id)
    {
        IWarningService service = await ServiceAsync();

        service.Emit($"io.containerd.deprecation/{id}");

        DeprecationWarning warning = Assert.Single(service.Warnings);
        Assert.Equal($"io.containerd.deprecation/{id}", warning.Id);
        Assert.NotEmpty(warning.Message);
        Assert.Equal(Timestamp.From(Start), warning.LastOccurrence);
    }

    [Fact]
    public async Task A_feature_used_again_is_one_warning_with_the_later_moment()
    {
        IWarningService service = await ServiceAsync();

        service.Emit("io.containerd.deprecation/cgroup-v1");
        _clock.Now = Start.AddMinutes(5);
        service.Emit("io.containerd.deprecation/cgroup-v1");

        Assert.Equal(Timestamp.From(Start.AddMinutes(5)), Assert.Single(service.Warnings).LastOccurrence);
    }

    [Fact]
    public async Task Warnings_are_listed_by_id()
    {
        IWarningService service = await ServiceAsync();

        service.Emit("io.containerd.deprecation/cri-registry-mirrors");
        service.Emit("io.containerd.deprecation/cgroup-v1");

        Assert.Equal(
            ["io.containerd.deprecation/cgroup-v1", "io.containerd.deprecation/cri-registry-mirrors"],
            service.Warnings.Select(warning => warning.Id));
    }

    [Fact]
    public async Task An_unknown_feature_is_refused_with_a_line_in_the_log()
    {
        IWarningService service = await ServiceAsync();

        service.Emit("io.containerd.deprecation/no-such-feature");

        Assert.Empty(service.Warnings);
        Assert.Equal("Warning invalid deprecation warning id=io.containerd.deprecation/no-such-feature", Assert.Single(_logger.Lines));
    }

    [Fact]
    public async Task A_known_feature_leaves_the_log_alone()
    {
        (await ServiceAsync()).Emit("io.containerd.deprecation/cgroup-v1");

        Assert.Empty(_logger.Lines);
    }

    private async Task<IWarningService> ServiceAsync()
    {
        Registration registration = Assert.Single(new WarningsPlugin().Registrations);
        object instance = await InitContexts.InitAsync(registration, InitContexts.With(clock: _clock, logger: _logger));

        return Assert.IsAssignableFrom<IWarningService>(instance);
    }
}
