using PluginHost.Linux;

namespace PluginHost.Shim.Stdio;

/// <summary>Output straight to a logging program; there is no input.</summary>
internal sealed class LoggerIo(LoggerProcess logger) : IProcessIo
{
    private readonly SafeFileDescriptor _stdin = LibC.Open("/dev/null", OpenFlags.O_RDONLY);

    /// <inheritdoc/>
    public IReadOnlyList<SafeFileDescriptor> Child => [_stdin, logger.Stdout, logger.Stderr];

    /// <inheritdoc/>
    public IReadOnlyList<string> Arguments => [];

    /// <inheritdoc/>
    public Task Drained => Task.CompletedTask;

    /// <inheritdoc/>
    public void OnStarted()
    {
        _stdin.Dispose();
        logger.Stdout.Dispose();
        logger.Stderr.Dispose();
    }

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
        OnStarted();

        return new ValueTask(logger.StopAsync());
    }
}
