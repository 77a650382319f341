using Bolt.Tests.Support;
using PluginHost;
using PluginHost.Bolt;
using PluginHost.Conformance.Plugins;
using PluginHost.Events;
using PluginHost.Metadata;
using PluginHost.Plugins;
using PluginHost.Plugins.Metadata;

namespace Metadata.Tests.Support;

/// <summary>The metadata plugin, initialised as the daemon does it, on a directory of its own.</summary>
internal sealed class TestDaemon : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private string? _root;
    private TimeProvider? _time;
    private IMetadata? _metadata;

    public TestDaemon() => Plugins.With(PluginTypes.Event, "exchange", Events);

    public RecordingEvents Events { get; } = new();

    public RecordingLogger Logger { get; } = new();

    public ManualClock Clock { get; } = new();

    public PluginTable Plugins { get; } = new();

    public MetadataConfig Config { get; init; } = new();

    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public InitContext? Context { get; private set; }

    public string Root { get => _root ?? _folder.File("io.containerd.metadata.v1.bolt"); private set => _root = value; }

    public string File => Path.Combine(Root, "meta.db");

    public IMetadata Metadata => _metadata ?? throw new InvalidOperationException("the daemon has not been started");

    public IEnumerable<DaemonEvent> Published => Events.Published.Select(static published => published.Event);

    /// <summary>A daemon on a directory that others look after.</summary>
    public static TestDaemon On(string root, TimeProvider? clock = null) => new() { Root = root, _time = clock };

    public static async Task<TestDaemon> StartAsync()
    {
        TestDaemon daemon = new();
        await daemon.OpenAsync();
        return daemon;
    }

    public static RequestScope In(string @namespace = "ns", string? lease = null) => new(@namespace, lease);

    public async Task OpenAsync()
    {
        Registration registration = new MetadataPlugin().Registrations.Single(static registration => registration.Type == PluginTypes.Metadata);
        Context = new InitContext
        {
            Config = Config,
            RootDirectory = Root,
            StateDirectory = Root,
            DaemonRoot = Root,
            DaemonState = Root,
            GrpcAddress = "",
            TtrpcAddress = "",
            Version = new DaemonVersion("0", "0"),
            Logger = Logger,
            Plugins = Plugins,
            Timeouts = new FixedTimeouts(LockTimeout),
            Clock = _time ?? Clock,
            Stopping = CancellationToken.None,
            RegisterReadiness = static () => throw new InvalidOperationException("the metadata does not hold up the daemon"),
        };
        _metadata = (IMetadata)await registration.InitFn(Context, CancellationToken.None);
    }

    /// <summary>A second daemon on the directory of another.</summary>
    public void UseRootOf(TestDaemon other) => Root = other.Root;

    public async Task CloseAsync()
    {
        if (_metadata is IAsyncDisposable metadata)
        {
            await metadata.DisposeAsync();
        }

        _metadata = null;
    }

    /// <summary>As a daemon that is stopped in order and started again.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>The closed file, seen from outside.</summary>
    public async Task<T> LookAsync<T>(Func<Transaction, T> look)
    {
        await CloseAsync();
        T result;
        using (Database database = Database.Open(File, new DatabaseOptions { ReadOnly = true, LockTimeout = LockTimeout }, CancellationToken.None))
        {
            Assert.Empty(database.Check());
            result = database.View(look);
        }

        await OpenAsync();
        return result;
    }

    /// <summary>Changes the closed file from outside.</summary>
    public async Task ChangeAsync(Action<Transaction> change)
    {
        await CloseAsync();
        DatabaseOptions options = new() { SyncFreelist = false, LockTimeout = LockTimeout };
        using (Database database = Database.Open(File, options, CancellationToken.None))
        {
            database.Update(change);
        }

        await OpenAsync();
    }

    /// <summary>Ends with a check of the whole file.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_root is null && System.IO.File.Exists(File))
        {
            using Database database = Database.Open(File, new DatabaseOptions { ReadOnly = true, LockTimeout = LockTimeout }, CancellationToken.None);
            Assert.Empty(database.Check());
        }

        _folder.Dispose();
    }
}
