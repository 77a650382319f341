using PluginHost.Linux;

namespace PluginHost.Shim.Stdio;

/// <summary>No streams: all three are /dev/null, the outputs too opened for reading, as containerd's shim does.</summary>
internal sealed class NullIo : IProcessIo
{
    private readonly SafeFileDescriptor _null = LibC.Open("/dev/null", OpenFlags.O_RDONLY);

    /// <inheritdoc/>
    public IReadOnlyList<SafeFileDescriptor> Child => [_null, _null, _null];

    /// <inheritdoc/>
    public IReadOnlyList<string> Arguments => [];

    /// <inheritdoc/>
    public Task Drained => Task.CompletedTask;

    /// <inheritdoc/>
    public void OnStarted() => _null.Dispose();

    /// <inheritdoc/>
    public Task ConnectAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void CloseStdin()
    {
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
        _null.Dispose();

        return ValueTask.CompletedTask;
    }
}
