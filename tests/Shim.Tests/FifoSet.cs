using System.Text;
using PluginHost.Linux.Files;

namespace Shim.Tests;

/// <summary>The client's side of a task's fifos.</summary>
internal sealed class FifoSet : IAsyncDisposable
{
    private readonly FileStream[] _ends;
    private readonly Task _reading;
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _errors = new();

    public FifoSet(string directory, string name)
    {
        Stdin = Path.Join(directory, name + "-stdin");
        Stdout = Path.Join(directory, name + "-stdout");
        Stderr = Path.Join(directory, name + "-stderr");
        foreach (string path in (string[])[Stdin, Stdout, Stderr])
        {
            Fifo.Create(path, 0x1C0);
        }

        // Readers that never block, as daemons' clients open them; a writer of their own would hide the end of the stream.
        _ends = [Open(Stdout), Open(Stderr)];
        _reading = Task.WhenAll(ReadAsync(_ends[0], _out), ReadAsync(_ends[1], _errors));
    }

    public string Stdin { get; }

    public string Stdout { get; }

    public string Stderr { get; }

    public string Out
    {
        get
        {
            lock (_out)
            {
                return _out.ToString();
            }
        }
    }

    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Writes to the process.</summary>
    public async Task WriteAsync(string text)
    {
        await using FileStream stdin = new(Stdin, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        await stdin.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Waits until both outputs are at their end.</summary>
    public Task EndAsync() => _reading.WaitAsync(TimeSpan.FromSeconds(60));

    public ValueTask DisposeAsync()
    {
        foreach (FileStream end in _ends)
        {
            end.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    // Opening for reading waits for the shim, so it happens on the side.
    private static FileStream Open(string path)
        => new(PluginHost.Linux.LibC.Open(path, PluginHost.Linux.OpenFlags.O_RDONLY | PluginHost.Linux.OpenFlags.O_NONBLOCK).ToFileHandle(), FileAccess.Read, 0);

    private static async Task ReadAsync(FileStream stream, StringBuilder text)
    {
        byte[] buffer = new byte[4096];
        bool began = false;
        while (true)
        {
            int count;
            try
            {
                count = await stream.ReadAsync(buffer);
            }
            catch (IOException) when (!stream.SafeFileHandle.IsClosed)
            {
                // EAGAIN: nothing yet.
                began = true;
                await Task.Delay(TimeSpan.FromMilliseconds(5));
                continue;
            }

            if (count == 0 && began)
            {
                return;
            }

            began |= count > 0;
            if (count == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5));
            }

            lock (text)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
    }
}
