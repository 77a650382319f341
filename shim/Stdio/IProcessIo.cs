using PluginHost.Linux;

namespace PluginHost.Shim.Stdio;

/// <summary>
/// The standard streams of one process, in the order of its life: <see cref="Child"/> is given to the runtime, <see cref="ConnectAsync"/>
/// follows when the runtime has returned, <see cref="OnExit"/> when the process has ended, <see cref="IAsyncDisposable.DisposeAsync"/> at its deletion.
/// </summary>
internal interface IProcessIo : IAsyncDisposable
{
    /// <summary>Descriptors 0, 1 and 2 for the runtime; null for a terminal, where the runtime's own output is of interest.</summary>
    IReadOnlyList<SafeFileDescriptor>? Child { get; }

    /// <summary>Arguments that the runtime gets for a terminal.</summary>
    IReadOnlyList<string> Arguments { get; }

    /// <summary>Completes when all output of the process has been passed on.</summary>
    Task Drained { get; }

    /// <summary>The runtime has been started: it has its own copies of <see cref="Child"/>.</summary>
    void OnStarted();

    /// <summary>Opens the other ends and begins to copy.</summary>
    /// <exception cref="IOException">An end can't be opened, or nobody opened the other one in time.</exception>
    Task ConnectAsync();

    /// <summary>The process gets no more input once all other writers are gone, too.</summary>
    void CloseStdin();

    /// <summary>Sets the size of the terminal, if there is one.</summary>
    void Resize(ushort columns, ushort rows);

    /// <summary>The process has ended.</summary>
    void OnExit();
}
