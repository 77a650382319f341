namespace PluginHost.Linux;

/// <summary>Options of waitpid(2).</summary>
[Flags]
public enum WaitOptions
{
    None = 0,
    WNOHANG = 1,
    WUNTRACED = 2,
    WCONTINUED = 8,
    __WALL = 0x40000000,
}
