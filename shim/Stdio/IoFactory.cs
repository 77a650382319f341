using PluginHost.Shim.Loop;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Processes;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Stdio;

/// <summary>Chooses the streams of a process by the scheme of its stdout.</summary>
internal sealed class IoFactory(EventLoop loop, Reaper reaper, string @namespace)
{
    // One read of a pump; more would only stay allocated.
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Makes them.</summary>
    /// <param name="id">The container's id, or the exec's.</param>
    /// <param name="paths">Where they go.</param>
    /// <param name="options">Who owns them.</param>
    /// <exception cref="StatusException">The scheme is not known.</exception>
    /// <exception cref="IOException">They can't be made.</exception>
    public async Task<IProcessIo> CreateAsync(string id, StdioPaths paths, RuncOptions options)
    {
        StreamUri stdout = StreamUri.Parse(paths.Stdout);
        bool logs = stdout.Scheme is "binary" or "binary-v2";
        if (paths.Terminal)
        {
            LoggerProcess? logger = logs ? await StartLoggerAsync(stdout, id) : null;

            return new TerminalIo(loop, _buffer, paths, logger);
        }

        return paths.IsNull ? new NullIo()
            : logs ? new LoggerIo(await StartLoggerAsync(stdout, id))
            : stdout.Scheme == "file" ? new PipeIo(loop, _buffer, paths with { Stderr = paths.Stdout }, options.IoUid, options.IoGid)
            : stdout.Scheme == "fifo" ? new PipeIo(loop, _buffer, paths, options.IoUid, options.IoGid)
            : throw StatusException.Unknown($"unknown STDIO scheme {stdout.Scheme}");
    }

    private async Task<LoggerProcess> StartLoggerAsync(StreamUri uri, string id)
    {
        LoggerProcess logger = LoggerProcess.Start(loop, reaper, uri, id, @namespace);
        await logger.WaitReadyAsync();

        return logger;
    }
}
