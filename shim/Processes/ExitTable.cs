namespace PluginHost.Shim.Processes;

/// <summary>
/// Finds the process that an exit belongs to. While something is being launched, exits of pids that nobody knows yet are kept: a process
/// may end before the runtime has told its pid, and its start has to be announced first.
/// </summary>
internal sealed class ExitTable(Action<TaskProcess, ProcessExit> exited)
{
    private readonly Dictionary<int, List<TaskProcess>> _running = [];
    private readonly Dictionary<int, ProcessExit> _early = [];
    private int _launches;

    /// <summary>From now on exits of unknown pids are kept, until the launch is over.</summary>
    public Launch Begin()
    {
        _launches++;

        return new Launch(this);
    }

    /// <summary>A child was reaped.</summary>
    public void OnReaped(int pid, ProcessExit exit)
    {
        if (_running.Remove(pid, out List<TaskProcess>? processes))
        {
            // A pid can be known twice only if its first owner's exit was missed: then all of them are over.
            processes.ForEach(process => exited(process, exit));
        }
        else if (_launches > 0)
        {
            _early[pid] = exit;
        }
    }

    /// <summary>The start of a process has been announced: from now on its exit is, too, and so is one that has been kept.</summary>
    public void Add(TaskProcess process)
    {
        if (_early.Remove(process.Pid, out ProcessExit? exit))
        {
            exited(process, exit);
        }
        else if (_running.TryGetValue(process.Pid, out List<TaskProcess>? others))
        {
            others.Add(process);
        }
        else
        {
            _running.Add(process.Pid, [process]);
        }
    }

    /// <summary>An exit of this process is to be kept until it is added again.</summary>
    public void Remove(TaskProcess process)
    {
        if (_running.TryGetValue(process.Pid, out List<TaskProcess>? processes) && processes.Remove(process) && processes.Count == 0)
        {
            _running.Remove(process.Pid);
        }
    }

    private void End()
    {
        if (--_launches == 0)
        {
            _early.Clear();
        }
    }

    /// <summary>Something is being launched until this is disposed.</summary>
    internal sealed class Launch(ExitTable table) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => table.End();
    }
}
