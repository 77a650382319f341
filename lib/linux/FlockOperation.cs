namespace PluginHost.Linux;

/// <summary>Operations of flock(2).</summary>
[Flags]
public enum FlockOperation
{
    None = 0,
    LOCK_SH = 1,
    LOCK_EX = 2,
    LOCK_NB = 4,
    LOCK_UN = 8,
}
