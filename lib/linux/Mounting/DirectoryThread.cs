using System.Runtime.ExceptionServices;

namespace PluginHost.Linux.Mounting;

/// <summary>Runs a call in another current directory without changing that of the process.</summary>
internal static class DirectoryThread
{
    /// <summary>
    /// Runs the call on a thread with a current directory of its own and waits for it. The thread ends with the call: after
    /// unshare(CLONE_FS) no other work may see it.
    /// </summary>
    /// <exception cref="LinuxException">The directory can't be entered, or what the call throws.</exception>
    public static void Run(string directory, Action call)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                LibC.Unshare(CloneFlags.CLONE_FS);
                LibC.Chdir(directory);
                call();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        {
            IsBackground = true,
            Name = "mount in directory",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
