using System.Diagnostics;
using System.Threading.Channels;
using PluginHost.Linux;

namespace Host.Tests.Support;

/// <summary>A daemon that runs as a process of its own.</summary>
internal sealed class DaemonProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _seen = [];
    private readonly Task _reader;

    private DaemonProcess(Process process)
    {
        _process = process;
        _reader = ReadAsync();
    }

    public int Id => _process.Id;

    /// <summary>All lines of the log that were waited through.</summary>
    public IReadOnlyList<string> Seen => _seen;

    public static DaemonProcess Launch(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new DaemonProcess(Process.Start(start)!);
    }

    /// <summary>Waits for a text that may have been seen already.</summary>
    public async Task WaitUntilSeenAsync(string text)
    {
        if (!_seen.Exists(line => line.Contains(text, StringComparison.Ordinal)))
        {
            await WaitForLineAsync(text);
        }
    }

    /// <summary>The next line that holds a text.</summary>
    public async Task<string> WaitForLineAsync(string text)
    {
        using CancellationTokenSource limit = new(Limit);
        try
        {
            await foreach (string line in _lines.Reader.ReadAllAsync(limit.Token))
            {
                _seen.Add(line);
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"no line with \"{text}\" among:\n{string.Join('\n', _seen)}");
        }

        throw new InvalidOperationException($"the daemon ended without a line with \"{text}\":\n{string.Join('\n', _seen)}");
    }

    public void Signal(int signal) => LibC.Kill(_process.Id, signal);

    /// <summary>Waits for the end and returns the exit code; the rest of the log is in <see cref="Seen"/>.</summary>
    public async Task<int> ExitAsync()
    {
        using CancellationTokenSource limit = new(Limit);
        await _process.WaitForExitAsync(limit.Token);
        await _reader;
        while (_lines.Reader.TryRead(out string? line))
        {
            _seen.Add(line);
        }

        return _process.ExitCode;
    }

    public Task<int> StopAsync()
    {
        Signal(Signals.SIGTERM);
        return ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reader;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is string line)
        {
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }
}
