using PluginHost.Linux;
using PluginHost.Shim.Events;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Native;
using PluginHost.Shim.Processes;
using PluginHost.Shim.Stdio;
using PluginHost.Shim.Tasks;
using PluginHost.Shim.Ttrpc;

namespace PluginHost.Shim.Actions;

/// <summary>The server that <c>start</c> leaves behind: listens on descriptor 3 until its tasks are deleted and it is told to end.</summary>
internal sealed class ShimServer(Arguments arguments, ShimName name)
{
    private const int StandardError = 2;
    private const int ListenerNumber = 3;
    private const int FlushMilliseconds = 3_000;

    /// <summary>
    /// The signals that the server reads from a descriptor. They have to be blocked before the program begins: the runtime's own threads
    /// would take them otherwise.
    /// </summary>
    public static SignalSet Signals { get; } = SignalSet.Of(
        PluginHost.Linux.Signals.SIGCHLD,
        PluginHost.Linux.Signals.SIGTERM,
        PluginHost.Linux.Signals.SIGINT,
        PluginHost.Linux.Signals.SIGHUP,
        PluginHost.Linux.Signals.SIGPIPE,
        PluginHost.Linux.Signals.SIGUSR1);

    /// <summary>Serves until the end.</summary>
    /// <exception cref="IOException">It was not started by <c>start</c>.</exception>
    public void Run()
    {
        if (!Kernel.Block(Signals).Contains(PluginHost.Linux.Signals.SIGCHLD))
        {
            throw new IOException("the server is started by the command start, not by hand");
        }

        Kernel.UseOneArena();
        OpenFileLimit.Raise();
        LibC.SetChildSubreaper(true);
        using SafeFileDescriptor listener = new(ListenerNumber, ownsHandle: true);
        using SafeFileDescriptor output = OpenLog();

        // What the program says when it crashes goes there, too.
        Kernel.DuplicateTo(output, StandardError);
        ShimLog log = new(output, arguments.Id, arguments.Debug);
        string? path = Kernel.BoundPath(listener);
        using EventLoop loop = new(exception => log.Error(exception.ToString()));
        Serve(loop, listener, log);
        if (path is not null)
        {
            File.Delete(path);
        }
    }

    // The reader may come and go with the daemon.
    private static SafeFileDescriptor OpenLog()
        => LibC.TryOpenAt(
            SafeFileDescriptor.CurrentDirectory, "log", OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK, 0, out SafeFileDescriptor log) == 0
            ? log
            : LibC.Open("/dev/null", OpenFlags.O_WRONLY);

    private void Serve(EventLoop loop, SafeFileDescriptor listener, ShimLog log)
    {
        TimeProvider clock = TimeProvider.System;
        string daemon = Environment.GetEnvironmentVariable("TTRPC_ADDRESS") ?? string.Empty;
        EventPublisher events = new(loop, clock, daemon, arguments.Namespace, log);
        ExitFlow flow = new(events, log);
        ExitTable exits = new((process, exit) => loop.Own(flow.HandleAsync(process, exit)));
        Reaper reaper = new(clock, exits.OnReaped);
        IoFactory io = new(loop, reaper, arguments.Namespace);
        ContainerTable containers = new();
        ShimIdentity identity = new(arguments.Namespace, arguments.Id, name.Runtime);
        ContainerCreation creation = new(loop, reaper, exits, events, io, identity, log);
        ShutdownFlow shutdown = new(loop, events, FlushMilliseconds);
        TaskService service = new(loop, containers, creation, exits, events, io, shutdown.Begin);
        using SignalReader signals = new(loop, reaper, shutdown, () => log.Info(Describe(containers, events)));
        using TtrpcServer server = new(loop, listener, service.HandleAsync);
        loop.Run();
    }

    private static string Describe(ContainerTable containers, EventPublisher events)
        => $"events that wait: {events.Count}; containers: " + string.Join("; ", containers.All.Select(container =>
            $"{container.Id} {container.Init.State} pid {container.Init.Pid}, {container.Execs.Count} execs, {container.RunningExecs} run"));
}
