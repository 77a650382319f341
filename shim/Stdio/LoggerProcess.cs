using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Native;
using PluginHost.Shim.Processes;

namespace PluginHost.Shim.Stdio;

/// <summary>
/// A program that takes the output of a process: <c>binary://path?key=value</c>. It reads stdout from descriptor 3 and stderr from 4, and
/// says at descriptor 5 that it is ready, by closing it or (<c>binary-v2</c>: only) by writing a byte.
/// </summary>
internal sealed class LoggerProcess
{
    private const int ReadyMilliseconds = 30_000;
    private const int DrainMilliseconds = 1_000;
    private const int StopMilliseconds = 12_000;

    private readonly EventLoop _loop;
    private readonly int _pid;
    private readonly Task<WaitStatus> _end;
    private readonly SafeFileDescriptor _ready;
    private readonly bool _needsWord;

    private LoggerProcess(
        EventLoop loop,
        int pid,
        Task<WaitStatus> end,
        SafeFileDescriptor ready,
        bool needsWord,
        SafeFileDescriptor stdout,
        SafeFileDescriptor stderr)
    {
        _loop = loop;
        _pid = pid;
        _end = end;
        _ready = ready;
        _needsWord = needsWord;
        Stdout = stdout;
        Stderr = stderr;
    }

    /// <summary>Where stdout is written.</summary>
    public SafeFileDescriptor Stdout { get; }

    /// <summary>Where stderr is written.</summary>
    public SafeFileDescriptor Stderr { get; }

    /// <summary>Starts the program.</summary>
    /// <exception cref="IOException">It can't be started.</exception>
    public static LoggerProcess Start(EventLoop loop, Reaper reaper, StreamUri uri, string id, string @namespace)
    {
        (SafeFileDescriptor stdoutRead, SafeFileDescriptor stdout) = LibC.Pipe2(0);
        (SafeFileDescriptor stderrRead, SafeFileDescriptor stderr) = LibC.Pipe2(0);
        (SafeFileDescriptor ready, SafeFileDescriptor readyWrite) = LibC.Pipe2(0);
        using (stdoutRead)
        using (stderrRead)
        using (readyWrite)
        using (SafeFileDescriptor none = LibC.Open("/dev/null", OpenFlags.O_RDWR))
        {
            ChildProcess program = new(
                uri.Path,
                [uri.Path, .. uri.Query.SelectMany(pair => (string[])[pair.Key, pair.Value])],
                [$"CONTAINER_ID={id}", $"CONTAINER_NAMESPACE={@namespace}"],
                [none, none, none, stdoutRead, stderrRead, readyWrite],
                SignalSet.Of(),
                NewGroup: false);
            int errno = reaper.TryStart(program, out int pid, out Task<WaitStatus> end);
            if (errno != 0)
            {
                stdout.Dispose();
                stderr.Dispose();
                ready.Dispose();
                throw new LinuxException(errno, "failed to start binary process", uri.Path);
            }

            LibC.SetNonBlocking(ready, true);

            return new LoggerProcess(loop, pid, end, ready, uri.Scheme == "binary-v2", stdout, stderr);
        }
    }

    /// <summary>Waits until it says that it is ready.</summary>
    /// <exception cref="IOException">It ended before.</exception>
    public async Task WaitReadyAsync()
    {
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Watch(_ready, EpollEvents.EPOLLIN, _ => told.TrySetResult());
        bool inTime = await _loop.WithinAsync(told.Task, ReadyMilliseconds);
        _loop.Unwatch(_ready);
        _ = Kernel.TryRead(_ready, new byte[1], out int count);
        _ready.Dispose();
        if (!inTime || (count == 0 && _needsWord))
        {
            await StopAsync();
            throw new IOException("logging binary did not call ready (it may have crashed or exited prematurely)");
        }
    }

    /// <summary>Closes its input and waits for its end: asks after a second, insists after twelve.</summary>
    public async Task StopAsync()
    {
        Stdout.Dispose();
        Stderr.Dispose();
        if (await _loop.WithinAsync(_end, DrainMilliseconds))
        {
            return;
        }

        _ = LibC.TryKill(_pid, Signals.SIGTERM);
        if (!await _loop.WithinAsync(_end, StopMilliseconds))
        {
            _ = LibC.TryKill(_pid, Signals.SIGKILL);
            await _end;
        }
    }
}
