using System.Globalization;
using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Shim.Messages;
using PluginHost.Shim.Native;
using PluginHost.Shim.Processes;
using PluginHost.Shim.Runc;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Actions;

/// <summary>
/// <c>delete</c>: removes what is left of a task whose shim is gone, and prints how it ended. It succeeds as well where nothing is left.
/// </summary>
internal sealed class DeleteAction(Arguments arguments, ShimName name)
{
    // As if killed: 128 and SIGKILL.
    private const int ExitStatus = 137;

    /// <summary>Runs in a bundle; that of the task lies beside it.</summary>
    public void Run()
    {
        string bundle = Path.Join(Path.GetDirectoryName(Environment.CurrentDirectory), arguments.Id);
        RuncOptions options = BundleFiles.ReadOptions(bundle);
        DeleteContainer(bundle, options);
        Unmount(Path.Join(bundle, "rootfs"));
        RemoveSocket(bundle);
        StandardStreams.WriteOutput(new WireWriter()
            .Number(1, ReadPid(Path.Join(bundle, "init.pid")))
            .Number(2, (long)ExitStatus)
            .Time(3, Timestamp.Now(TimeProvider.System))
            .Written);
    }

    // 0 if the container never had an init.
    private static uint ReadPid(string path)
        => File.Exists(path) && uint.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out uint pid) ? pid : 0;

    private static void Unmount(string rootfs)
    {
        foreach (string point in MountTable.Read().Select(mount => mount.MountPoint)
            .Where(point => MountTable.Contains(rootfs, point)).OrderByDescending(point => point.Length))
        {
            // Who still uses it has been killed just now.
            _ = LibC.TryUmount2(point, UmountFlags.MNT_DETACH);
        }
    }

    // A shim that was killed could not do it.
    private void RemoveSocket(string bundle)
    {
        string directory = new FileInfo(Path.Join(bundle, "s")).LinkTarget ?? ShimSocket.DefaultDirectory;
        ShimSocket.RemoveDead(ShimSocket.PathOf(directory, arguments.Address, arguments.Namespace, ShimGroup.Of(bundle, arguments.Id)));
    }

    private void DeleteContainer(string bundle, RuncOptions options)
    {
        string runtime = options.BinaryName.Length > 0 ? options.BinaryName : name.Runtime;
        string[] command = [runtime, .. RuncCommand.Globals(bundle, arguments.Namespace, options), "delete", "--force", arguments.Id];
        using SafeFileDescriptor none = LibC.Open("/dev/null", OpenFlags.O_RDONLY);
        using SafeFileDescriptor errors = new(2, ownsHandle: false);
        ChildProcess child = new(runtime, command, RuncEnvironment.Read(), [none, errors, errors], SignalSet.Of(), NewGroup: false);
        int errno = child.TryStart(out int pid);
        if (errno != 0)
        {
            StandardStreams.WriteError(System.Text.Encoding.UTF8.GetBytes($"{runtime}: {LinuxException.TextOf(errno)}\n"));

            return;
        }

        // A failure has been said on standard error, and does not keep the rest from being cleaned.
        _ = LibC.TryWaitPid(pid, WaitOptions.None, out _, out _);
    }
}
