using System.Text;

namespace PluginHost.Testing;

/// <summary>What a person saw of one command.</summary>
/// <param name="CommandLine">The command as text, for messages.</param>
/// <param name="ExitCode">Exit code, 128 + signal for a signal death; <see cref="TimedOut"/> when it was killed because its time was over.</param>
/// <param name="Output">Bytes of standard output.</param>
/// <param name="Error">Standard error as UTF-8 text.</param>
public sealed record CommandResult(string CommandLine, int ExitCode, ReadOnlyMemory<byte> Output, string Error)
{
    /// <summary>The exit code given to a command that did not end in its time.</summary>
    public const int TimedOut = -1;

    /// <summary>Standard output as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Output.Span);

    /// <summary>Standard output without white space around it.</summary>
    public string Line => Text.Trim();

    /// <summary>This result, if the command succeeded.</summary>
    /// <exception cref="CommandFailedException">It did not.</exception>
    public CommandResult Checked() => ExitCode == 0 ? this : throw new CommandFailedException(this);
}
