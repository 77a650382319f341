using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Native;

namespace PluginHost.Shim.Stdio;

/// <summary>
/// A terminal: the runtime makes it inside the container and sends its master through a socket (runc docs/terminals.md). Output and
/// errors are one stream.
/// </summary>
internal sealed class TerminalIo : IProcessIo
{
    private const int ReceiveLimitMilliseconds = 30_000;

    private readonly EventLoop _loop;
    private readonly byte[] _buffer;
    private readonly StdioPaths _paths;
    private readonly LoggerProcess? _logger;
    private readonly string _directory;
    private readonly SafeFileDescriptor _listener;
    private readonly Resources _resources = new();
    private SafeFileDescriptor? _master;
    private SafeFileDescriptor? _stdinKeeper;
    private Pump? _output;
    private Pump? _input;
    private bool _stdinClosed;

    /// <param name="loop">The loop.</param>
    /// <param name="buffer">Shared by all pumps.</param>
    /// <param name="paths">Fifos for input and output.</param>
    /// <param name="logger">Takes the output in the place of a fifo, or null.</param>
    public TerminalIo(EventLoop loop, byte[] buffer, StdioPaths paths, LoggerProcess? logger)
    {
        _loop = loop;
        _buffer = buffer;
        _paths = paths;
        _logger = logger;
        string? runtimeDirectory = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        _directory = string.IsNullOrEmpty(runtimeDirectory)
            ? Directory.CreateTempSubdirectory("pty").FullName
            : Directory.CreateDirectory(Path.Join(runtimeDirectory, "pty" + Guid.NewGuid().ToString("N")[..9])).FullName;
        _listener = _resources.Add(Kernel.UnixSocket());
        LinuxException.ThrowIf(Kernel.TryBind(_listener, UnixAddress.OfPath(SocketPath)), "bind", SocketPath);
        Kernel.Listen(_listener);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SafeFileDescriptor>? Child => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Arguments => ["--console-socket", SocketPath];

    /// <inheritdoc/>
    public Task Drained => _output?.Done ?? Task.CompletedTask;

    private string SocketPath => Path.Join(_directory, "pty.sock");

    /// <inheritdoc/>
    public void OnStarted()
    {
    }

    /// <inheritdoc/>
    public async Task ConnectAsync()
    {
        SafeFileDescriptor master = _resources.Add(await ReceiveMasterAsync());
        RemoveSocket();
        LibC.SetNonBlocking(master, true);
        _master = master;
        if (_paths.Stdin.Length > 0)
        {
            ConnectInput(master);
        }

        if (_logger is not null)
        {
            LibC.SetNonBlocking(_logger.Stdout, true);
            _output = new Pump(_loop, _buffer, master, _logger.Stdout, SourceKind.Terminal);
            _loop.Own(CloseAfterAsync(_output, _logger.Stdout));
        }
        else if (_paths.Stdout.Length > 0)
        {
            string path = StreamUri.Parse(_paths.Stdout).Path;
            SafeFileDescriptor target = _resources.Add(await Fifos.OpenWriteAsync(_loop, path));
            SafeFileDescriptor reader = _resources.Add(Fifos.OpenRead(path));
            _output = new Pump(_loop, _buffer, master, target, SourceKind.Terminal);
            _loop.Own(CloseAfterAsync(_output, target, reader));
        }
    }

    /// <inheritdoc/>
    public void CloseStdin()
    {
        _stdinClosed = true;
        _stdinKeeper?.Dispose();
    }

    /// <inheritdoc/>
    public void Resize(ushort columns, ushort rows)
    {
        if (_master is { IsClosed: false })
        {
            Kernel.SetWindowSize(_master, columns, rows);
        }
    }

    /// <inheritdoc/>
    public void OnExit() => _output?.End();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _output?.Abort();
        _input?.Abort();
        _listener.Dispose();
        _master?.Dispose();
        _stdinKeeper?.Dispose();
        _resources.Dispose();
        RemoveSocket();
        if (_logger is not null)
        {
            await _logger.StopAsync();
        }
    }

    private static async Task CloseAfterAsync(Pump pump, params SafeFileDescriptor[] ends)
    {
        await pump.Done;
        foreach (SafeFileDescriptor end in ends)
        {
            end.Dispose();
        }
    }

    private void ConnectInput(SafeFileDescriptor master)
    {
        SafeFileDescriptor fifo = _resources.Add(Fifos.OpenRead(_paths.Stdin));
        _stdinKeeper = _resources.Add(Fifos.OpenWrite(_paths.Stdin));
        if (_stdinClosed)
        {
            _stdinKeeper.Dispose();
        }

        // A descriptor of its own, since each direction is watched by itself.
        SafeFileDescriptor target = _resources.Add(LibC.Duplicate(master));
        _input = new Pump(_loop, _buffer, fifo, target, SourceKind.Input);
        _loop.Own(HangUpAfterAsync(_input, fifo, target));
    }

    // The end of the input is the end of the session: the terminal is closed, which hangs its processes up.
    private async Task HangUpAfterAsync(Pump input, SafeFileDescriptor fifo, SafeFileDescriptor target)
    {
        await input.Done;
        fifo.Dispose();
        target.Dispose();
        if (_output is not null)
        {
            _output.End();
            await _output.Done;
        }

        _master?.Dispose();
    }

    private async Task<SafeFileDescriptor> ReceiveMasterAsync()
    {
        using SafeFileDescriptor connection = await ReadyAsync(_listener, () =>
            Kernel.TryAccept(_listener, out SafeFileDescriptor accepted) == 0 ? accepted : null);

        return await ReadyAsync(connection, () =>
        {
            int errno = Kernel.TryReceiveDescriptor(connection, out SafeFileDescriptor? received);
            if (errno != Errno.EAGAIN && received is null)
            {
                throw new IOException("the runtime sent no terminal");
            }

            return received;
        });
    }

    private async Task<SafeFileDescriptor> ReadyAsync(SafeFileDescriptor descriptor, Func<SafeFileDescriptor?> attempt)
    {
        if (attempt() is { } first)
        {
            return first;
        }

        TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Watch(descriptor, EpollEvents.EPOLLIN, _ => ready.TrySetResult());
        bool inTime = await _loop.WithinAsync(ready.Task, ReceiveLimitMilliseconds);
        _loop.Unwatch(descriptor);

        return (inTime ? attempt() : null) ?? throw new IOException("the runtime sent no terminal");
    }

    private void RemoveSocket()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }
}
