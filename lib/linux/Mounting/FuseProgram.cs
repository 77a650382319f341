using System.ComponentModel;
using System.Diagnostics;

namespace PluginHost.Linux.Mounting;

/// <summary>Mounts of type <c>fuse.X</c> and <c>fuse3.X</c>, made by the programs <c>mount.fuse</c> and <c>mount.fuse3</c>.</summary>
internal static class FuseProgram
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    /// <summary>Whether a type is one of these.</summary>
    public static bool Handles(string type)
        => type.StartsWith("fuse.", StringComparison.Ordinal) || type.StartsWith("fuse3.", StringComparison.Ordinal);

    /// <summary>The arguments: <c>source target -o option... -t X</c>.</summary>
    public static IReadOnlyList<string> Arguments(MountEntry mount, string target)
        => [mount.Source, target, .. mount.Options.SelectMany(option => (string[])["-o", option]), "-t", mount.Type[(mount.Type.IndexOf('.') + 1)..]];

    /// <summary>Runs the program and waits until it has mounted.</summary>
    /// <exception cref="IOException">It can't be started, fails, or does not end within a minute.</exception>
    public static void Mount(MountEntry mount, string target)
    {
        string program = $"mount.{mount.Type[..mount.Type.IndexOf('.')]}";
        using Process process = Start(program, Arguments(mount, target));
        using StreamReader errors = process.StandardError;
        if (!process.WaitForExit(TimeLimit))
        {
            process.Kill();
            throw new IOException($"{program} did not end within {TimeLimit.TotalSeconds} seconds and was killed");
        }

        if (process.ExitCode != 0)
        {
            // Read only now: a FUSE daemon that works may keep the pipe open, one that failed does not.
            throw new IOException($"{program} ended with code {process.ExitCode}: {errors.ReadToEnd().Trim()}");
        }
    }

    private static Process Start(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })
                ?? throw new IOException($"{program} was not started");
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"{program} can't be started ({exception.Message}): install it for mounts of this type", exception);
        }
    }
}
