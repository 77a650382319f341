using System.Reflection;
using PluginHost.Errors;

namespace PluginHost.Host.Plugins;

/// <summary>Turns the runtime's errors about assemblies into what an operator can act on.</summary>
internal static class LoadFaults
{
    /// <summary>The error itself, or one that says which assembly is missing.</summary>
    public static Exception Explain(Exception error)
    {
        Exception cause = error;
        while (cause is TargetInvocationException or TypeInitializationException && cause.InnerException is not null)
        {
            cause = cause.InnerException;
        }

        return cause is FileNotFoundException or FileLoadException && MissingAssembly(cause) is string name
            ? new DaemonException(
                ErrorKind.Unknown,
                $"needs the assembly {name}, which is neither a part of the daemon nor beside the plugin: put it into the plugin's folder",
                cause)
            : cause;
    }

    /// <summary>The runtime names an assembly in full, <c>Acme.Tools, Version=1.0.0.0, …</c>, and a file by its path.</summary>
    private static string? MissingAssembly(Exception error)
    {
        string? name = error is FileNotFoundException missing ? missing.FileName : ((FileLoadException)error).FileName;
        int end = name?.IndexOf(", Culture=", StringComparison.Ordinal) ?? -1;
        return end < 0 ? null : name![..end];
    }
}
