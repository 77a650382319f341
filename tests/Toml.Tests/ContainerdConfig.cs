using System.ComponentModel;
using System.Diagnostics;

namespace Toml.Tests;

/// <summary>Runs <c>containerd config default</c> and <c>config dump</c>, which start no daemon and write no file.</summary>
internal static class ContainerdConfig
{
    public static bool IsAvailable { get; } = FindVersion().StartsWith("1.", StringComparison.Ordinal);

    public static string Default() => Run("config", "default");

    public static string Dump(string configPath) => Run("--config", configPath, "config", "dump");

    private static string FindVersion()
    {
        try
        {
            // "containerd <package> <version> <revision>"
            return Run("--version").Split(' ').ElementAtOrDefault(2)?.TrimStart('v') ?? "";
        }
        catch (Win32Exception)
        {
            return "";
        }
    }

    private static string Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("containerd", arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"containerd exited with {process.ExitCode}");
    }
}
