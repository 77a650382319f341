using PluginHost.Errors;

namespace PluginHost.Plugins.Runtime.Shims;

/// <summary>Finds the program of a runtime (containerd core/runtime/v2/shim_manager.go).</summary>
internal static class ShimBinary
{
    /// <summary>
    /// The absolute path of the shim of <paramref name="runtime"/>: itself when it is one, else <c>containerd-shim-&lt;name&gt;-&lt;version&gt;</c> of the last two
    /// parts of the name, searched in <c>PATH</c> and beside the daemon.
    /// </summary>
    public static string Resolve(string runtime)
    {
        if (runtime.Length == 0)
        {
            throw new DaemonException(ErrorKind.Unknown, "no runtime name");
        }

        if (Path.IsPathRooted(runtime))
        {
            return File.Exists(runtime)
                ? runtime
                : throw new DaemonException(ErrorKind.Unknown, $"invalid custom binary path: stat {runtime}: no such file or directory");
        }

        string name = Name(runtime);
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (string directory in path.Split(':').Append(AppContext.BaseDirectory))
        {
            string candidate = Path.Combine(directory, name);
            if (directory.Length > 0 && File.Exists(candidate) && (File.GetUnixFileMode(candidate) & UnixFileMode.UserExecute) != 0)
            {
                return Path.GetFullPath(candidate);
            }
        }

        throw new DaemonException(
            ErrorKind.Unknown, $"runtime \"{runtime}\" binary not installed \"{name}\": file does not exist");
    }

    private static string Name(string runtime)
    {
        string[] parts = runtime.Split('.');
        return runtime.Contains('/', StringComparison.Ordinal) || parts.Length < 2 || parts[0].Length == 0
            ? throw new DaemonException(
                ErrorKind.Unknown,
                $"invalid runtime name {runtime}, correct runtime name should be either format like `io.containerd.runc.v1` or a full path to the binary")
            : $"containerd-shim-{parts[^2]}-{parts[^1]}";
    }
}
