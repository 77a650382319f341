using PluginHost.Linux;
using PluginHost.Linux.Files;
using PluginHost.Linux.Mounting;

namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>Finds what no task owns. Only what lies in this daemon's directories, or says itself that it was made for a bundle in them.</summary>
internal sealed class LeakSurvey(Node node, LeakRemoval removal)
{
    private const string SocketDirectory = "/run/containerd/s";
    private const string UnixPrefix = "unix://";

    /// <summary>All leaks in the order of their removal.</summary>
    public IReadOnlyList<Leak> Find()
        => [.. Shims().Concat(Bundles()).Concat(Remains()).Concat(Containers()).Concat(new CgroupSurvey(node).Find()).Concat(Mounts())
            .Concat(WorkDirectories()).Concat(Sockets()).Concat(Fifos()).Concat(Temporary())
            .OrderBy(leak => leak.Kind).ThenBy(leak => leak.What, StringComparer.Ordinal)];

    private IEnumerable<BundleProbe> LeakedBundles => node.Bundles.Where(probe => !node.IsOwned(probe.Bundle.Namespace, probe.Bundle.Id));

    private IEnumerable<ShimProcess> LeakedShims => node.Shims.Where(shim => !node.IsOwned(shim));

    private IEnumerable<RuncRecord> LeakedRecords => node.Records.Where(record => IsLeaked(record.Bundle) && !node.IsRecent(record.StatePath));

    private IEnumerable<Leak> Shims()
        => LeakedShims.Select(shim => new Leak(
            LeakKind.Shim,
            $"process {shim.Pid} ({shim.Namespace}/{shim.Id})",
            shim.IsBundleGone ? "its bundle is gone" : "it serves no task",
            token => LeakRemoval.KillAsync(shim, node.Directories.State, token)));

    private IEnumerable<Leak> Bundles()
        => LeakedBundles.Select(probe => new Leak(
            LeakKind.Bundle, probe.Bundle.Path, probe.Reason, token => removal.RemoveBundleAsync(probe.Bundle, token)));

    // What a removal that was interrupted has left, under a hidden name.
    private IEnumerable<Leak> Remains()
        => from directory in (string[])[node.Directories.State, node.Directories.Root]
           where Directory.Exists(directory)
           from space in Directory.EnumerateDirectories(directory)
           where Path.GetFileName(space)[0] != '.'
           from rest in Directory.EnumerateDirectories(space, ".*")
           where !node.IsRecent(rest) && !node.IsOwned(Path.GetFileName(space), Path.GetFileName(rest).TrimStart('.'))
           select new Leak(
               directory == node.Directories.State ? LeakKind.Bundle : LeakKind.WorkDirectory,
               rest,
               "its removal was interrupted",
               async token =>
               {
                   await Unmounts.RecursiveAsync(rest, UmountFlags.UMOUNT_NOFOLLOW, token);
                   TreeRemoval.Remove(rest, token);
               });

    private IEnumerable<Leak> Containers()
        => LeakedRecords.Select(record => new Leak(
            LeakKind.Container,
            $"{record.ContainerId} of {record.Root}",
            $"runc made it for {record.Bundle}; {record.Processes()} processes run in it",
            token => LeakRemoval.RemoveContainerAsync(record, token)));

    private IEnumerable<Leak> Mounts()
        => from point in MountTable.Read().Select(mount => mount.MountPoint).Distinct()
           where MountTable.Contains(node.Directories.State, point) && IsLeaked(point)
           orderby point.Length descending
           select new Leak(
               LeakKind.Mount,
               point,
               "no task has its root there",
               token => Unmounts.AllAsync(point, UmountFlags.UMOUNT_NOFOLLOW, token));

    private IEnumerable<Leak> WorkDirectories()
        => from name in node.Directories.WorkDirectories().Union(node.Directories.Mounts())
           let bundle = Bundle.Of(node.Directories, name.Namespace, name.Id)
           where !node.IsOwned(name.Namespace, name.Id) && node.Bundles.All(probe => probe.Name != name)
           from path in (string[])[bundle.WorkPath, node.Directories.MountsPath(name.Namespace, name.Id)]
           where Directory.Exists(path) && !node.IsRecent(path)
           select new Leak(LeakKind.WorkDirectory, path, "there is no bundle for it", bundle.DeleteAsync);

    private IEnumerable<Leak> Sockets()
    {
        HashSet<string> used = [.. node.Bundles.Where(probe => probe.HasTask).Select(probe => probe.Address)];
        IEnumerable<string> derived = LeakedNames().Select(
            name => UnixPrefix + Path.Join(SocketDirectory, ShimSockets.Name(node.GrpcAddress, name.Namespace, name.Id)));
        return from address in LeakedBundles.Select(probe => probe.Address).Concat(derived).Distinct()
               where address.StartsWith(UnixPrefix, StringComparison.Ordinal) && !used.Contains(address)
               let path = address[UnixPrefix.Length..]
               where File.Exists(path)
               select new Leak(LeakKind.Socket, path, "of a shim that serves no task", token => ShimSockets.RemoveDeadAsync(path, token));
    }

    private List<Leak> Fifos()
    {
        HashSet<string> candidates =
        [
            .. from probe in LeakedBundles
               from path in probe.Bundle.ReadStreams()
               where LibC.TryStatx(SafeFileDescriptor.CurrentDirectory, path, AtFlags.AT_SYMLINK_NOFOLLOW, out FileStatus status) == 0
                   && status.Type == FileModes.S_IFIFO
               select path,
        ];
        HashSet<int> leaked = [.. LeakedShims.Select(shim => shim.Pid)];
        ILookup<string, int> openedBy = ShimProcess.OpenedBy(candidates);
        return [.. candidates.Where(path => openedBy[path].All(leaked.Contains)).Select(path => new Leak(
            LeakKind.Fifo, path, "of a task that is gone, and nobody has it open", _ => LeakRemoval.RemoveFifo(path)))];
    }

    private IEnumerable<Leak> Temporary()
        => !node.IsOffline || !Directory.Exists(node.TemporaryMounts) ? [] : Directory.EnumerateDirectories(node.TemporaryMounts).Select(path => new Leak(
            LeakKind.Temporary,
            path,
            "no daemon runs that could use it",
            async token =>
            {
                await Unmounts.RecursiveAsync(path, UmountFlags.UMOUNT_NOFOLLOW, token);
                LibC.UnlinkAt(SafeFileDescriptor.CurrentDirectory, path, AtFlags.AT_REMOVEDIR);
            }));

    private IEnumerable<(string Namespace, string Id)> LeakedNames()
        => LeakedBundles.Select(probe => probe.Name)
            .Concat(LeakedShims.Select(shim => (shim.Namespace, shim.Id)))
            .Concat(LeakedRecords.Select(record => node.Directories.NameOf(record.Bundle)).OfType<(string Namespace, string Id)>())
            .Concat(node.Directories.WorkDirectories().Where(name => !node.IsOwned(name.Namespace, name.Id)))
            .Distinct();

    // Whether a path below the state directory belongs to no task.
    private bool IsLeaked(string path)
        => node.Directories.NameOf(path) is ({ } space, { } id) && !node.IsOwned(space, id)
            && !(node.Directories.MountsPath(space, id) is { } mounts && Directory.Exists(mounts) && node.IsRecent(mounts));
}
