using System.Diagnostics;
using System.Text;
using PluginHost.Linux;

namespace Interop.Tests;

/// <summary>A command of a session that runs beside the others.</summary>
internal sealed class BackgroundCommand : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _reading;

    public BackgroundCommand(Command command)
    {
        _process = command.Start();
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _error));
    }

    /// <summary>What it printed so far.</summary>
    public string Output => TextOf(_output);

    /// <summary>Standard error so far.</summary>
    public string Error => TextOf(_error);

    /// <summary>Sends a signal to it.</summary>
    public void Signal(int signal) => LibC.TryKill(_process.Id, signal);

    /// <summary>Waits for its end, or kills it.</summary>
    public async Task<int> EndAsync(TimeSpan limit)
    {
        using CancellationTokenSource timeout = new(limit);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            await _reading;

            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);

            return CommandResult.TimedOut;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private static string TextOf(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        char[] buffer = new char[4096];
        while (await reader.ReadAsync(buffer) is > 0 and int count)
        {
            lock (text)
            {
                text.Append(buffer, 0, count);
            }
        }
    }
}
