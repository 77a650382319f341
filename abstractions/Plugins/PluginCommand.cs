namespace PluginHost.Plugins;

/// <summary>
/// A command that a plugin adds to the daemon's program: <c>pluginhost NAME ARGUMENTS</c>. It runs in a process of its own, beside the
/// daemon or without one; no plugin is initialised for it.
/// </summary>
public sealed record PluginCommand
{
    /// <summary>One word. The daemon's own commands can't be replaced; two plugins with one name are an error of the command.</summary>
    public required string Name { get; init; }

    /// <summary>One line for the help.</summary>
    public required string Usage { get; init; }

    /// <summary>
    /// Runs it. The answer is the exit code. A <see cref="Errors.DaemonException"/> is printed on standard error, with exit code 1; its
    /// message says what was wrong, where, and what to do.
    /// </summary>
    public required Func<CommandContext, CancellationToken, Task<int>> RunAsync { get; init; }
}
