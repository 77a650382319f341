using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Messages;

namespace PluginHost.Shim.Stdio;

/// <summary>Pipes to the process, copied from and to fifos or files.</summary>
internal sealed class PipeIo : IProcessIo
{
    private readonly EventLoop _loop;
    private readonly byte[] _buffer;
    private readonly StdioPaths _paths;
    private readonly Resources _resources = new();
    private readonly List<SafeFileDescriptor> _child = [];
    private readonly SafeFileDescriptor? _stdin;
    private readonly SafeFileDescriptor? _stdout;
    private readonly SafeFileDescriptor? _stderr;
    private readonly List<Task> _outputs = [];
    private readonly List<Pump> _pumps = [];
    private SafeFileDescriptor? _stdinKeeper;
    private bool _stdinClosed;

    /// <param name="loop">The loop.</param>
    /// <param name="buffer">Shared by all pumps.</param>
    /// <param name="paths">Fifos; or <c>file://</c> for stdout, which then takes stderr, too.</param>
    /// <param name="uid">Who may reopen the streams inside the container.</param>
    /// <param name="gid">The group of the same.</param>
    public PipeIo(EventLoop loop, byte[] buffer, StdioPaths paths, uint uid, uint gid)
    {
        _loop = loop;
        _buffer = buffer;
        _paths = paths;
        try
        {
            _stdin = Pipe(paths.Stdin, OpenFlags.O_RDONLY, uid, gid);
            _stdout = Pipe(paths.Stdout, OpenFlags.O_WRONLY, uid, gid);
            _stderr = Pipe(paths.Stderr, OpenFlags.O_WRONLY, uid, gid);
        }
        catch (LinuxException)
        {
            _resources.Dispose();
            _child.ForEach(descriptor => descriptor.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<SafeFileDescriptor> Child => _child;

    /// <inheritdoc/>
    public IReadOnlyList<string> Arguments => [];

    /// <inheritdoc/>
    public Task Drained => Task.WhenAll(_outputs);

    /// <inheritdoc/>
    public void OnStarted()
    {
        foreach (SafeFileDescriptor descriptor in _child)
        {
            descriptor.Dispose();
        }
    }

    /// <inheritdoc/>
    public async Task ConnectAsync()
    {
        if (_stdin is not null)
        {
            ConnectStdin(_stdin);
        }

        if (_stdout is not null)
        {
            await ConnectOutputAsync(_stdout, _paths.Stdout);
        }

        if (_stderr is not null)
        {
            await ConnectOutputAsync(_stderr, _paths.Stderr);
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
    }

    /// <inheritdoc/>
    public void OnExit()
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _pumps.ForEach(pump => pump.Abort());
        OnStarted();
        _stdin?.Dispose();
        _stdout?.Dispose();
        _stderr?.Dispose();
        _stdinKeeper?.Dispose();
        _resources.Dispose();

        return ValueTask.CompletedTask;
    }

    // The child's end goes to the list, the shim's is the answer; without a path the child gets /dev/null.
    private SafeFileDescriptor? Pipe(string path, OpenFlags childAccess, uint uid, uint gid)
    {
        if (path.Length == 0)
        {
            _child.Add(LibC.Open("/dev/null", childAccess));

            return null;
        }

        (SafeFileDescriptor read, SafeFileDescriptor write) = LibC.Pipe2(0);
        (SafeFileDescriptor child, SafeFileDescriptor own) = childAccess == OpenFlags.O_RDONLY ? (read, write) : (write, read);
        _child.Add(child);
        _resources.Add(own);
        LibC.SetNonBlocking(own, true);
        LibC.Fchown(child, uid, gid);

        return own;
    }

    // The shim's own writer keeps the fifo open while clients come and go; CloseStdin gives it up.
    private void ConnectStdin(SafeFileDescriptor pipe)
    {
        SafeFileDescriptor fifo = _resources.Add(Fifos.OpenRead(_paths.Stdin));
        _stdinKeeper = _resources.Add(Fifos.OpenWrite(_paths.Stdin));
        if (_stdinClosed)
        {
            _stdinKeeper.Dispose();
        }

        Pump pump = new(_loop, _buffer, fifo, pipe, SourceKind.Input);
        _pumps.Add(pump);
        _loop.Own(CloseAfterAsync(pump, fifo, pipe));
    }

    private async Task ConnectOutputAsync(SafeFileDescriptor pipe, string path)
    {
        SafeFileDescriptor target;
        SafeFileDescriptor? reader = null;
        if (StreamUri.Parse(path) is { Scheme: "file" } file)
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(file.Path) ?? "/");
            target = LibC.Open(file.Path, OpenFlags.O_WRONLY | OpenFlags.O_APPEND | OpenFlags.O_CREAT, 0x1A4);
        }
        else if (Fifos.IsFifo(StreamUri.Parse(path).Path))
        {
            // With a reader of its own the shim never sees a broken pipe when a client leaves: the next client gets the output.
            target = await Fifos.OpenWriteAsync(_loop, StreamUri.Parse(path).Path);
            reader = Fifos.OpenRead(StreamUri.Parse(path).Path);
        }
        else
        {
            target = LibC.Open(path, OpenFlags.O_WRONLY | OpenFlags.O_APPEND);
        }

        _resources.Add(target);
        SafeFileDescriptor[] ends = reader is null ? [pipe, target] : [pipe, target, _resources.Add(reader)];
        Pump pump = new(_loop, _buffer, pipe, target, SourceKind.Output);
        _pumps.Add(pump);
        _outputs.Add(CloseAfterAsync(pump, ends));
    }

    private static async Task CloseAfterAsync(Pump pump, params SafeFileDescriptor[] ends)
    {
        await pump.Done;
        foreach (SafeFileDescriptor end in ends)
        {
            end.Dispose();
        }
    }
}
