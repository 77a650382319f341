using PluginHost.Linux;
using PluginHost.Shim.Loop;
using PluginHost.Shim.Native;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Processes;

/// <summary>
/// Reaps every child: the programs that the shim starts, the containers' processes that become its children when runc ends, and any orphan
/// below it. There is no other call of wait(2), so no exit is lost or taken by somebody else.
/// </summary>
internal sealed class Reaper(TimeProvider clock, Action<int, ProcessExit> others)
{
    private readonly Dictionary<int, TaskCompletionSource<WaitStatus>> _programs = [];
    private int _holds;

    /// <summary>Starts a program: the errno; its end.</summary>
    public int TryStart(ChildProcess program, out int pid, out Task<WaitStatus> end)
    {
        TaskCompletionSource<WaitStatus> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        end = done.Task;
        int errno = program.TryStart(out pid);
        if (errno == 0)
        {
            // Its exit can't have been reaped yet: that happens on this thread.
            _programs[pid] = done;
        }

        return errno;
    }

    /// <summary>Takes all exits that are there.</summary>
    public void Reap()
    {
        while (_holds == 0 && LibC.TryWaitPid(-1, WaitOptions.WNOHANG, out int pid, out WaitStatus status) == 0 && pid != 0)
        {
            if (_programs.Remove(pid, out TaskCompletionSource<WaitStatus>? done))
            {
                done.SetResult(status);
            }
            else
            {
                others(pid, new ProcessExit(status.ShellCode, Timestamp.Now(clock)));
            }
        }
    }

    /// <summary>Runs a call that makes and waits for a child of its own on another thread: meanwhile nothing is reaped.</summary>
    public async Task<T> HoldAsync<T>(EventLoop loop, Func<T> call)
    {
        _holds++;
        try
        {
            return await loop.RunAsideAsync(call);
        }
        finally
        {
            _holds--;
            Reap();
        }
    }
}
