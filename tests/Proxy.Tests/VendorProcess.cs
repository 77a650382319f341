using System.Diagnostics;
using PluginHost.Linux;

namespace Proxy.Tests;

/// <summary>The vendor's Go process on a socket: started, killed, stopped by a signal, or held in the middle of a call.</summary>
internal sealed class VendorProcess : IAsyncDisposable
{
    /// <summary>What a test with it needs.</summary>
    public const string Source = GoProgram.ProxyVendorSource;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ScratchDirectory _work = new();
    private readonly string _kind;
    private Process? _process;

    /// <param name="kind"><c>snapshot</c>, <c>content</c> or <c>diff</c>.</param>
    /// <param name="root">Where it keeps its data; a directory of its own by default.</param>
    public VendorProcess(string kind, string? root = null)
    {
        _kind = kind;
        Root = root ?? _work.At("root");
    }

    public string Address => _work.At("vendor.sock");

    public string Root { get; }

    /// <summary>The socket of the daemon, for the differ.</summary>
    public string Daemon { get; set; } = "";

    /// <summary>A line for each call, and for each hold.</summary>
    public string Log => File.Exists(_work.At("log")) ? File.ReadAllText(_work.At("log")) : "";

    /// <summary>The snapshots that it has on the disk.</summary>
    public int SnapshotDirectories => Directory.EnumerateDirectories(Path.Join(Root, "snapshots")).Count();

    /// <summary>The entry of <c>[proxy_plugins]</c>, named <c>far</c>.</summary>
    public string Entry => $"""
        [proxy_plugins.far]
          type = "{_kind}"
          address = "{Address}"
        """;

    public async Task StartAsync()
    {
        string program = await GoProgram.ProxyVendor.BuildAsync();
        Command command = new("/bin/sh", ["-c", "exec \"$0\" \"$@\" >>" + _work.At("log") + " 2>&1", program, _kind, Address, Root, Daemon]);
        _process = command.Start();
        _process.StandardInput.Close();

        // It removes the socket of an earlier one before it listens on its own.
        await Poll.UntilAsync("the vendor's process listens", Limit, () => IsListening(_process), () => Log);
    }

    public async Task KillAsync()
    {
        Process process = _process!;
        LibC.TryKill(process.Id, Signals.SIGKILL);
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    /// <summary>Lets it hang: connections are accepted, and nothing is answered.</summary>
    public Task HangAsync()
    {
        LibC.Kill(_process!.Id, Signals.SIGSTOP);
        return Poll.UntilAsync(
            "the vendor's process is stopped", Limit, () => File.ReadAllText($"/proc/{_process.Id}/stat").Contains(") T ", StringComparison.Ordinal));
    }

    public void GoOn() => LibC.Kill(_process!.Id, Signals.SIGCONT);

    /// <summary>From now on calls of the method wait, before or after their work.</summary>
    public void Hold(HoldPoint point, string method) => File.WriteAllText(HoldFile(point), method);

    /// <summary>Ends the waiting.</summary>
    public void Release(HoldPoint point) => File.Delete(HoldFile(point));

    /// <summary>Waits until a call is being held.</summary>
    public Task HeldAsync(HoldPoint point, string method)
        => Poll.UntilAsync(
            $"{method} is held", Limit, () => Log.Contains($"held {Word(point)} {method}\n", StringComparison.Ordinal), () => Log);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _work.Dispose();
    }

    // The address in the kernel's table of sockets, which listen: state 01 with the flag __SO_ACCEPTCON (proc(5)).
    private bool IsListening(Process process)
        => process.HasExited
            ? throw new InvalidOperationException($"the vendor's process has ended:\n{Log}")
            : File.ReadLines("/proc/net/unix").Any(
                line => line.EndsWith($" {Address}", StringComparison.Ordinal) && line.Contains(" 00010000 ", StringComparison.Ordinal))
                && File.Exists(Address);

    private string HoldFile(HoldPoint point) => $"{Address}.{Word(point)}";

    private static string Word(HoldPoint point) => point == HoldPoint.Before ? "before" : "after";
}
