using System.Diagnostics;
using PluginHost.Errors;

namespace Acme.Snapshotter;

/// <summary>Runs a program. What leaves the process has a time limit, so that a hanging disk does not hang the daemon.</summary>
internal static class ExternalCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>The first of the programs that is not in PATH, or null.</summary>
    public static string? Missing(params IEnumerable<string> programs)
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);

        return programs.FirstOrDefault(program => !path.Any(directory => File.Exists(Path.Join(directory, program))));
    }

    /// <summary>What the program wrote to its standard output.</summary>
    /// <exception cref="DaemonException">It failed, or was not ready in time.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            string line = $"{program} {string.Join(' ', start.ArgumentList)}";

            return process.ExitCode == 0
                ? await output
                : throw DaemonException.Of(ErrorKind.Unknown, $"{line}: exit code {process.ExitCode}: {(await error).Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();

            throw DaemonException.Of(ErrorKind.DeadlineExceeded, $"{program} {string.Join(' ', start.ArgumentList)}: not ready after {Limit}");
        }
    }
}
