namespace PluginHost.Linux;

/// <summary>How a child ended, in the encoding of wait(2).</summary>
/// <param name="Raw">The status word.</param>
public readonly record struct WaitStatus(int Raw)
{
    /// <summary>Whether it ended by exiting.</summary>
    public bool HasExited => (Raw & 0x7F) == 0;

    /// <summary>The exit code, if it exited.</summary>
    public int ExitCode => (Raw >> 8) & 0xFF;

    /// <summary>Whether a signal ended it.</summary>
    public bool WasSignaled => (Raw & 0x7F) is not 0 and not 0x7F;

    /// <summary>The signal that ended it, if one did.</summary>
    public int Signal => Raw & 0x7F;

    /// <summary>What a shell would say: the exit code, or 128 and the signal.</summary>
    public int ShellCode => WasSignaled ? 128 + Signal : ExitCode;
}
