using System.Diagnostics;
using System.Net.Sockets;
using PluginHost.Linux;

namespace PluginHost.Testing.Daemons;

/// <summary>A daemon of a test, with its own root, state and socket. Disposing it leaves nothing behind on the machine.</summary>
public abstract class TestDaemon(DaemonDirectory directory) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    private Process? _process;

    /// <summary>How reports call it.</summary>
    public abstract string Name { get; }

    public DaemonDirectory Directory { get; } = directory;

    public string Address => Directory.Address;

    /// <summary>Process id while it runs.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException($"{Name} is not running");

    /// <summary>Everything it logged since the first start.</summary>
    public string Log => File.Exists(Directory.LogFile) ? File.ReadAllText(Directory.LogFile) : string.Empty;

    /// <summary><c>ctr</c> on this daemon.</summary>
    public Ctr Ctr => new(Address, Programs);

    /// <summary>
    /// A directory whose programs come before the installed ones: <c>ctr</c>, the shims that the daemon starts, and containerd itself.
    /// </summary>
    public string? Programs { get; init; }

    /// <summary>The program.</summary>
    protected abstract string Program { get; }

    /// <summary>More lines for the configuration file: tables only.</summary>
    public string ExtraConfiguration { get; init; } = string.Empty;

    /// <summary>URIs of plugins to be left out.</summary>
    public IReadOnlyList<string> DisabledPlugins { get; init; } = [];

    /// <summary>Text of the configuration file, version 2.</summary>
    protected virtual string Configuration => $"""
        version = 2
        root = "{Directory.Root}"
        state = "{Directory.State}"
        disabled_plugins = ["io.containerd.grpc.v1.cri"{string.Concat(DisabledPlugins.Select(static uri => $", \"{uri}\""))}]

        [grpc]
          address = "{Address}"

        [plugins."io.containerd.internal.v1.opt"]
          path = "{Path.Join(Directory.Base, "opt")}"

        {ExtraConfiguration}
        """;

    /// <summary>Arguments after the program's name.</summary>
    protected virtual IReadOnlyList<string> Arguments => ["--config", Directory.ConfigFile];

    /// <summary>Starts it and waits until it accepts connections and answers a call.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not answer in time; the message has its log.</exception>
    public async Task StartAsync()
    {
        await File.WriteAllTextAsync(Directory.ConfigFile, Configuration);
        Command command = new("/bin/sh", ["-c", "exec \"$0\" \"$@\" >>" + Directory.LogFile + " 2>&1", Program, .. Arguments])
        {
            WorkingDirectory = "/",
            Environment = SearchPath(),
        };
        _process = command.Start();
        _process.StandardInput.Close();
        Stopwatch watch = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || watch.Elapsed > StartLimit)
            {
                throw new InvalidOperationException($"{Name} did not start:\n{Log}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>Asks it to stop with SIGTERM and waits for the end.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> StopAsync() => EndAsync(Signals.SIGTERM);

    /// <summary>Kills it with SIGKILL: nothing of its own runs any more, its shims and containers do.</summary>
    public Task<int> KillAsync() => EndAsync(Signals.SIGKILL);

    /// <summary>Stops it in order and starts it on the same root.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Sends a signal to the daemon alone.</summary>
    public void Signal(int signal) => LibC.Kill(ProcessId, signal);

    /// <summary>Stops it and removes its shims, containers, mounts, control groups and directories.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        await new Leftovers(Directory).RemoveAsync();
        Directory.Dispose();
        GC.SuppressFinalize(this);
    }

    private Dictionary<string, string> SearchPath()
        => Programs is null ? [] : new() { ["PATH"] = $"{Programs}:{Environment.GetEnvironmentVariable("PATH")}" };

    private async Task<bool> AnswersAsync()
    {
        if (!File.Exists(Address) || !await ConnectsAsync())
        {
            return false;
        }

        CommandResult version = await Ctr.RunAsync("version");

        return version.ExitCode == 0;
    }

    private async Task<bool> ConnectsAsync()
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Address));

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<int> EndAsync(int signal)
    {
        Process process = _process ?? throw new InvalidOperationException($"{Name} is not running");
        LibC.TryKill(process.Id, signal);
        using CancellationTokenSource limit = new(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();

            throw new TimeoutException($"{Name} did not end within {StopLimit.TotalSeconds} s of signal {signal}:\n{Log}");
        }

        int exitCode = process.ExitCode;
        process.Dispose();
        _process = null;

        return exitCode;
    }
}
