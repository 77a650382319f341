namespace PluginHost.Testing;

/// <summary>A command that a test relies on failed; the message shows what it printed.</summary>
public sealed class CommandFailedException(CommandResult result)
    : Exception($"{result.CommandLine}\nexit {result.ExitCode}\nstdout: {result.Text}\nstderr: {result.Error}")
{
    /// <summary>The command's result.</summary>
    public CommandResult Result { get; } = result;
}
