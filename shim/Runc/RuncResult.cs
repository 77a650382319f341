using System.Globalization;
using System.Text;
using PluginHost.Linux;

namespace PluginHost.Shim.Runc;

/// <summary>How a call of the runtime ended.</summary>
/// <param name="Program">Its name.</param>
/// <param name="Status">How it ended; null if it was not started.</param>
/// <param name="Output">What it printed, where that was kept.</param>
/// <param name="StartError">Why it was not started.</param>
/// <param name="Logged">The last error it wrote into its log, or null.</param>
internal sealed record RuncResult(string Program, WaitStatus? Status, byte[] Output, string? StartError, string? Logged)
{
    /// <summary>Whether it succeeded.</summary>
    public bool Succeeded => Status is { HasExited: true, ExitCode: 0 };

    /// <summary>What it printed, as text.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output);

    /// <summary>Why it failed.</summary>
    public string Failure => StartError ?? $"{Program} did not terminate successfully: {Ending}{(Output.Length == 0 ? "" : ": " + OutputText)}";

    private string Ending => Status switch
    {
        { WasSignaled: true, Signal: Signals.SIGKILL } => "signal: killed",
        { WasSignaled: true } status => string.Create(CultureInfo.InvariantCulture, $"signal: {status.Signal}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"exit status {Status?.ExitCode}"),
    };
}
