namespace Host.Tests.Support;

/// <summary>Private root, state, socket, configuration and plugins for one daemon.</summary>
internal sealed class DaemonSandbox : IDisposable
{
    private readonly TempDirectory _directory = new();

    public DaemonSandbox() => Plugins = new VendorPlugins(_directory.In("plugins.d"));

    public VendorPlugins Plugins { get; }

    public string Path => _directory.Path;

    public string Root => _directory.In("root");

    public string State => _directory.In("state");

    public string Address => _directory.In("run/d.sock");

    public string Config => _directory.In("config.toml");

    /// <summary>What the report plugin wrote: URI, tab, word, tab, error.</summary>
    public IReadOnlyList<string> Report => File.ReadAllLines(_directory.In("state/io.acme.report.v1.report/plugins"));

    /// <summary>The row of a plugin in the report.</summary>
    public string Row(string uri) => Report.Single(row => row.StartsWith(uri + "\t", StringComparison.Ordinal));

    public DaemonSandbox Configure(string toml)
    {
        _directory.Write("config.toml", toml);
        return this;
    }

    public string Write(string name, string text) => _directory.Write(name, text);

    public string In(string name) => _directory.In(name);

    public string[] Arguments(params string[] more)
    {
        if (!File.Exists(Config))
        {
            Configure("version = 4\n");
        }

        return
        [
            "--config", Config, "--root", Root, "--state", State, "--address", Address, "--plugin-dir", Plugins.Directory, .. more,
        ];
    }

    /// <summary>The daemon's own services, as the build of the tests put them together.</summary>
    public static string[] WithServices => ["--plugin-dir", System.IO.Path.Combine(AppContext.BaseDirectory, "shipped-plugins")];

    /// <summary>Runs the daemon where it is expected to give up.</summary>
    public Task<ProgramRun> RunAsync(params string[] more) => ProgramRun.OfAsync(Arguments(more));

    /// <summary>Starts the daemon and waits until it says that it is up.</summary>
    public async Task<DaemonProcess> StartAsync(params string[] more)
    {
        DaemonProcess daemon = DaemonProcess.Launch(ProgramRun.ProgramPath, Arguments(more));
        await daemon.WaitForLineAsync("successfully booted in");
        return daemon;
    }

    public void Dispose() => _directory.Dispose();
}
