using Host.Tests.Support;
using PluginHost.Host;
using PluginHost.Host.Configuration;
using PluginHost.Host.Plugins;
using PluginHost.Plugins;

namespace Host.Tests.Plugins;

public sealed class PluginInitializerTests : IDisposable
{
    private readonly CapturedLog _log = new();
    private readonly PluginSet _set = new();
    private readonly Readiness _readiness = new();

    [Fact]
    public async Task A_plugin_that_fails_is_listed_with_what_it_said_of_itself_and_the_next_one_comes_up()
    {
        await InitializeAsync(
            Plans.Plugin("t.v1.bad", context =>
            {
                context.Meta.Exports["root"] = "/x";
                throw new InvalidOperationException("broken");
            }),
            Plans.Plugin("t.v1.good", _ => "instance"));

        PluginStatus bad = _set.All[0];
        Assert.Equal(("broken", "/x"), (bad.Error!.Message, bad.Exports["root"]));
        Assert.Equal("instance", _set.GetById<string>("t.v1", "good"));
        Assert.Contains("level=warning msg=\"failed to load plugin\" error=broken id=t.v1.bad", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_skipped_plugin_is_no_failure_of_the_daemon()
    {
        await InitializeAsync(Plans.Plugin("t.v1.odd", _ => throw new SkipPluginException("not here")));

        Assert.IsType<SkipPluginException>(_set.All[0].Error);
        Assert.Contains("level=info msg=\"skip loading plugin\" error=\"not here: skip plugin\" id=t.v1.odd type=t.v1", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_required_plugin_that_fails_or_skips_ends_the_start()
    {
        HostConfig config = new() { RequiredPlugins = ["t.v1.odd"] };

        StartException error = await Assert.ThrowsAsync<StartException>(
            () => InitializeAsync(config, Plans.Plugin("t.v1.odd", _ => throw new SkipPluginException("not here"))));

        Assert.Equal("load required plugin t.v1.odd: not here: skip plugin", error.Message);
    }

    [Fact]
    public async Task Required_plugins_that_are_not_there_are_all_named()
    {
        HostConfig config = new() { RequiredPlugins = ["t.v1.b", "t.v1.a"] };

        StartException error = await Assert.ThrowsAsync<StartException>(() => InitializeAsync(config, Plans.Plugin("t.v1.c")));

        Assert.Equal("required plugin [t.v1.a t.v1.b] not included", error.Message);
    }

    [Fact]
    public async Task A_required_type_without_any_plugin_is_named_in_the_error()
    {
        await InitializeAsync(Plans.Plugin("t.v1.needy", _ => throw new InvalidOperationException("broken"), "nowhere.v1"));

        Assert.Equal("no plugins registered for the required nowhere.v1: broken", _set.All[0].Error!.Message);
    }

    [Fact]
    public async Task A_plugin_that_held_readiness_and_failed_ends_the_start()
    {
        StartException error = await Assert.ThrowsAsync<StartException>(() => InitializeAsync(Plans.Plugin("t.v1.a", context =>
        {
            context.RegisterReadiness();
            throw new InvalidOperationException("broken");
        })));

        Assert.Equal("plugin failed after registering readiness t.v1.a: broken", error.Message);
    }

    [Fact]
    public async Task Readiness_waits_for_everybody_who_asked()
    {
        IDisposable? hold = null;
        await InitializeAsync(Plans.Plugin("t.v1.a", context => hold = context.RegisterReadiness()));

        Task ready = _readiness.WaitAsync(CancellationToken.None);
        Assert.False(ready.IsCompleted);
        hold!.Dispose();
        hold.Dispose();
        await ready;
    }

    [Fact]
    public async Task An_init_that_returns_nothing_is_a_failure()
    {
        await InitializeAsync(Plans.Plugin("t.v1.a", _ => null!));

        Assert.Equal("the InitFn of t.v1.a returned nothing", _set.All[0].Error!.Message);
    }

    [Fact]
    public async Task A_plugin_sees_those_before_it_and_its_own_directories()
    {
        HostConfig config = new() { Root = "/r", State = "/s" };
        List<string> seen = [];

        await InitializeAsync(config, Plans.Plugin("a.v1.x"), Plans.Plugin("t.v1.y", context =>
        {
            seen = [.. context.Plugins.All.Select(plugin => plugin.Uri), context.RootDirectory, context.StateDirectory];
            return seen;
        }));

        Assert.Equal(["a.v1.x", "/r/t.v1.y", "/s/t.v1.y"], seen);
    }

    [Fact]
    public async Task Instances_are_closed_in_reverse_and_one_that_fails_does_not_stop_the_others()
    {
        List<string> closed = [];
        await InitializeAsync(
            Plans.Plugin("t.v1.a", _ => new Closer(() => closed.Add("a"))),
            Plans.Plugin("t.v1.b", _ => new Closer(() => throw new InvalidOperationException("stuck"))),
            Plans.Plugin("t.v1.c", _ => new Closer(() => closed.Add("c"))));

        await new PluginShutdown(TimeSpan.FromSeconds(30), TimeProvider.System, _log.Logger).CloseAsync(_set.Entries);

        Assert.Equal(["c", "a"], closed);
        Assert.Contains("level=error msg=\"failed to close plugin\" error=stuck id=t.v1.b", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_that_hangs_when_closed_is_left_behind()
    {
        using ManualResetEventSlim never = new();
        List<string> closed = [];
        await InitializeAsync(Plans.Plugin("t.v1.a", _ => new Closer(() => closed.Add("a"))), Plans.Plugin("t.v1.b", _ => new Closer(never.Wait)));

        await new PluginShutdown(TimeSpan.FromMilliseconds(50), TimeProvider.System, _log.Logger).CloseAsync(_set.Entries);

        never.Set();
        Assert.Equal(["a"], closed);
        Assert.Contains("plugin did not close in time", _log.Text, StringComparison.Ordinal);
    }

    public void Dispose() => _log.Dispose();

    private Task InitializeAsync(params PluginRegistration[] plugins) => InitializeAsync(new HostConfig(), plugins);

    private async Task InitializeAsync(HostConfig config, params PluginRegistration[] plugins)
    {
        PluginEnvironment environment = new()
        {
            Config = config,
            Timeouts = new Timeouts(config),
            Version = new DaemonVersion("1", "r"),
            Clock = TimeProvider.System,
            Log = _log.Writer,
            Stopping = CancellationToken.None,
        };
        PluginInitializer initializer = new(environment, _set, _readiness, _log.Logger);
        PreparedPlugin[] prepared = [.. plugins.Select(plugin => new PreparedPlugin(plugin, plugin.Registration.Config))];
        initializer.CheckRequired([], prepared);
        await initializer.InitializeAsync(prepared, CancellationToken.None);
    }

    private sealed class Closer(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
