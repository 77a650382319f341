using System.Diagnostics;
using System.Text;

namespace PluginHost.Testing;

/// <summary>
/// Runs a shell command on a pseudo terminal of 100 columns and 40 rows, made by <c>script</c>(1). What comes out is what a person would
/// see, so standard error is part of the output.
/// </summary>
public sealed class Terminal(string commandLine, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>A line is typed when this has been printed once more than lines were typed.</summary>
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
        while (await process.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken) is > 0 and int count)
        {
            screen.Write(buffer, 0, count);
            while (lines < typed.Count && Prompts(screen) > lines)
            {
                await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(typed[lines] + "\r"), cancellationToken);
                await process.StandardInput.BaseStream.FlushAsync(cancellationToken);
                lines++;
            }
        }
    }

    private int Prompts(MemoryStream screen) => Encoding.UTF8.GetString(screen.GetBuffer(), 0, (int)screen.Length).Split(Prompt).Length - 1;
}
