namespace PluginHost.Runtime;

/// <summary>State of a process; the numbers are those of the API.</summary>
public enum TaskState
{
    Unknown = 0,
    Created = 1,
    Running = 2,
    Stopped = 3,
    Paused = 4,
    Pausing = 5,
}
