using PluginHost.Shim.Loop;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Stdio;

namespace PluginHost.Shim.Processes;

/// <summary>A process of a container: its init or an exec.</summary>
internal abstract class TaskProcess(Container container, string id, StdioPaths paths)
{
    private readonly TaskCompletionSource<ProcessExit> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The container it is in.</summary>
    public Container Container { get; } = container;

    /// <summary>The container's id for its init, else the exec's.</summary>
    public string Id { get; } = id;

    /// <summary>Where its streams go.</summary>
    public StdioPaths Paths { get; } = paths;

    /// <summary>Operations that change it go one by one.</summary>
    public Gate Gate { get; } = new();

    /// <summary>Its pid; 0 before it was started.</summary>
    public int Pid { get; protected set; }

    /// <summary>Where it is in its life.</summary>
    public ProcessState State { get; protected set; } = ProcessState.Created;

    /// <summary>How it ended, as far as it has.</summary>
    public ProcessExit Exit { get; private set; } = ProcessExit.None;

    /// <summary>Completes when it ended, or when it is clear that it never begins.</summary>
    public Task<ProcessExit> Ended => _ended.Task;

    /// <summary>Its streams; null before they are made.</summary>
    public IProcessIo? Io { get; protected set; }

    /// <summary>It has ended.</summary>
    public void SetExited(ProcessExit exit)
    {
        if (State == ProcessState.Stopped)
        {
            return;
        }

        State = ProcessState.Stopped;
        Exit = exit;
        Io?.OnExit();
        _ = _ended.TrySetResult(exit);
    }

    /// <summary>It will not begin: whoever waits for its end waits no longer.</summary>
    protected void SetNeverStarted() => _ = _ended.TrySetResult(ProcessExit.None);
}
