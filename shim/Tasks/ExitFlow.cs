using PluginHost.Shim.Events;
using PluginHost.Shim.Processes;
using PluginHost.Shim.Runc;

namespace PluginHost.Shim.Tasks;

/// <summary>What follows when a process has ended. The exit of the init is the last one of its container.</summary>
internal sealed class ExitFlow(EventPublisher events, ShimLog log)
{
    /// <summary>Takes an exit.</summary>
    public async Task HandleAsync(TaskProcess process, ProcessExit exit)
    {
        if (process is InitProcess)
        {
            process.Container.InitHasExited = true;
            await KillOthersAsync(process.Container);
            await process.Container.ExecsEnded;
        }

        // Who hears of the exit has heard of its reason.
        if (process is InitProcess)
        {
            process.Container.OomWatch?.Finish();
        }
        else
        {
            process.Container.OomWatch?.Look();
        }

        process.SetExited(exit);
        events.Publish(TaskEvents.Exited(process, exit));
        if (process is ExecProcess)
        {
            process.Container.OnExecEnded();
        }
    }

    private async Task KillOthersAsync(Container container)
    {
        try
        {
            if (container.Init.State == ProcessState.Paused)
            {
                Log("resume", await container.Runc.RunAsync("resume", container.Id));
            }

            // With a pid namespace of its own the kernel has killed all others with the init.
            if (BundleFiles.SharesPidNamespace(container.Bundle))
            {
                Log("kill --all", await container.Runc.RunAsync("kill", "--all", container.Id, "9"));
            }
        }
        catch (IOException exception)
        {
            // The exit is told in any case.
            log.Error($"processes of {container.Id} may be left after the end of its init: {exception.Message}");
        }
    }

    private void Log(string what, RuncResult result)
    {
        if (!result.Succeeded)
        {
            log.Warn($"{what} after the end of the init: {result.Logged ?? result.Failure}");
        }
    }
}
