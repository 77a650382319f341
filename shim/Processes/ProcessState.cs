namespace PluginHost.Shim.Processes;

/// <summary>Where a process is in its life. The numbers are those of containerd.v1.types.Status.</summary>
internal enum ProcessState
{
    Created = 1,
    Running = 2,
    Stopped = 3,
    Paused = 4,
    Pausing = 5,
}
