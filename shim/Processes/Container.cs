using PluginHost.Shim.Cgroups;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Runc;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Processes;

/// <summary>A container: its bundle, how its runtime is called, and its processes.</summary>
internal sealed class Container
{
    private readonly Dictionary<string, ExecProcess> _execs = [];
    private TaskCompletionSource _execsEnded = Ended();

    public Container(string id, string bundle, RuncOptions options, RuncCommand runc, CreateRequest request)
    {
        Id = id;
        Bundle = bundle;
        Options = options;
        Runc = runc;
        Init = new InitProcess(this, request);
    }

    public string Id { get; }

    public string Bundle { get; }

    public RuncOptions Options { get; }

    public RuncCommand Runc { get; }

    public InitProcess Init { get; }

    /// <summary>The mount point of its root.</summary>
    public string Rootfs => Path.Join(Bundle, "rootfs");

    /// <summary>Its cgroup, once its init is there; null if that can't be found.</summary>
    public Cgroup? Cgroup { get; set; }

    /// <summary>Reports who is killed for lack of memory.</summary>
    public OomWatch? OomWatch { get; set; }

    /// <summary>Whether its init was reaped: no exec may begin any more.</summary>
    public bool InitHasExited { get; set; }

    /// <summary>Execs that run or are being started.</summary>
    public int RunningExecs { get; private set; }

    /// <summary>Completes when no exec runs.</summary>
    public Task ExecsEnded => _execsEnded.Task;

    /// <summary>The execs that were added and not deleted.</summary>
    public IReadOnlyCollection<ExecProcess> Execs => _execs.Values;

    /// <summary>A process by the exec id of a request; empty stands for the init.</summary>
    /// <exception cref="StatusException">There is no such exec.</exception>
    public TaskProcess Process(string execId)
        => execId.Length == 0 ? Init
            : _execs.TryGetValue(execId, out ExecProcess? exec) ? exec
            : throw StatusException.NotFound($"process does not exist {execId}");

    /// <summary>Adds an exec under an id that is free.</summary>
    /// <exception cref="StatusException">The id is taken.</exception>
    public void AddExec(ExecProcess exec)
    {
        if (!_execs.TryAdd(exec.Id, exec))
        {
            throw StatusException.AlreadyExists($"id {exec.Id}");
        }
    }

    /// <summary>Forgets an exec.</summary>
    public void RemoveExec(ExecProcess exec) => _ = _execs.Remove(exec.Id);

    /// <summary>An exec is being started.</summary>
    public void OnExecStarting()
    {
        if (RunningExecs++ == 0)
        {
            _execsEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>An exec has ended, or could not be started.</summary>
    public void OnExecEnded()
    {
        if (--RunningExecs == 0)
        {
            _execsEnded.SetResult();
        }
    }

    private static TaskCompletionSource Ended()
    {
        TaskCompletionSource ended = new();
        ended.SetResult();

        return ended;
    }
}
