using System.Diagnostics;
using System.Text;

namespace PluginHost.Testing;

/// <summary>
/// Runs a shell command on a pseudo terminal of 100 columns and 40 rows, made by <c>script</c>(1). What comes out is what a person would
/// see, so standard error is part of the output.
/// </summary>
public sealed class Terminal(string commandLine, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>A program that has just started gets the size of its terminal and may draw its prompt once more.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    /// <summary>The next line is typed when this has been printed after the echo of the line before.</summary>
    public string Prompt { get; init; } = "# ";

    /// <summary>Where it runs.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>After this time it is killed.</summary>
    public TimeSpan Timeout { get; init; } = Command.DefaultTimeout;

    /// <summary>Runs the command to its end, typing each line at a prompt.</summary>
    public async Task<CommandResult> RunAsync(IReadOnlyList<string> typed)
    {
        Command script = new(Tools.Get("script"), ["-qec", "stty rows 40 cols 100; " + commandLine, "/dev/null"])
        {
            Environment = new Dictionary<string, string>(environment) { ["SHELL"] = "/bin/sh", ["TERM"] = "xterm" },
            WorkingDirectory = WorkingDirectory,
        };
        using Process process = script.Start();
        using CancellationTokenSource limit = new(Timeout);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        using MemoryStream screen = new();
        try
        {
            await ShowAsync(process, typed, screen, limit.Token);
            await process.WaitForExitAsync(limit.Token);

            return new CommandResult(commandLine, process.ExitCode, screen.ToArray(), await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);

            return new CommandResult(commandLine, CommandResult.TimedOut, screen.ToArray(), string.Empty);
        }
    }

    private async Task ShowAsync(Process process, IReadOnlyList<string> typed, MemoryStream screen, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4096];
        int lines = 0;
        int read = 0;
        while (await process.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken) is > 0 and int count)
        {
            screen.Write(buffer, 0, count);
            if (lines < typed.Count && PromptAfter(screen, read, lines > 0 ? typed[lines - 1] : null) is { } position)
            {
                read = position;
                await Task.Delay(lines == 0 ? Settling : TimeSpan.Zero, cancellationToken);
                await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(typed[lines] + "\r"), cancellationToken);
                await process.StandardInput.BaseStream.FlushAsync(cancellationToken);
                lines++;
            }
        }
    }

    /// <summary>Where a prompt ends that was printed after the echo of the line before; a prompt printed twice counts once.</summary>
    private int? PromptAfter(MemoryStream screen, int start, string? echo)
    {
        string text = Encoding.Latin1.GetString(screen.GetBuffer(), 0, (int)screen.Length);
        int from = echo is null ? start : text.IndexOf(echo, start, StringComparison.Ordinal);
        int prompt = from < 0 ? -1 : text.IndexOf(Prompt, from + (echo?.Length ?? 0), StringComparison.Ordinal);

        return prompt < 0 ? null : prompt + Prompt.Length;
    }
}
