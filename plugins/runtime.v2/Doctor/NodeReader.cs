using PluginHost.Errors;
using PluginHost.Linux.Files;

namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary>Looks at the node, with and without a daemon.</summary>
internal sealed class NodeReader(CommandContext context, TimeSpan olderThan)
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(5);

    private string Metadata => Path.Combine(context.DaemonRoot, "io.containerd.metadata.v1.bolt", "meta.db");

    /// <param name="hasLock">No other program of ours runs on the root directory, and none can start.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DaemonException">A daemon runs that does not tell its tasks.</exception>
    public async Task<Node> ReadAsync(bool hasLock, CancellationToken cancellationToken)
    {
        // The moment before anything is looked at.
        DateTimeOffset settled = context.Clock.GetUtcNow() - olderThan;
        BundleDirectories directories = new(context.StateDirectory, context.RootDirectory);
        IReadOnlyList<ShimProcess> shims = ShimProcess.Find(directories.State);
        IReadOnlyList<RuncRecord> records = RuncRecord.Find(Node.RuncRoot, directories.State);
        BundleProbe[] bundles = await Task.WhenAll(directories.Bundles().ToList().Select(
            name => BundleProbe.OfAsync(Bundle.Of(directories, name.Namespace, name.Id), ProbeLimit, cancellationToken)));

        // Last: a task that came since has no part in what was found, one that went was found with its remains, which are recent.
        IReadOnlySet<(string Namespace, string Id)>? tasks = await DaemonTasks.TryListAsync(context, cancellationToken);
        if (tasks is null && (!hasLock || IsHeldElsewhere()))
        {
            throw DaemonException.Unavailable(
                $"a daemon runs on {context.DaemonRoot}, but does not answer at {context.GrpcAddress}: name its configuration with --config, or its --address");
        }

        return new Node
        {
            Directories = directories,
            GrpcAddress = context.GrpcAddress,
            TemporaryMounts = Path.Combine(context.DaemonRoot, "tmpmounts"),
            IsOffline = tasks is null,
            DaemonTasks = tasks ?? new HashSet<(string Namespace, string Id)>(),
            Bundles = bundles,
            Shims = shims,
            Records = records,
            Settled = settled,
        };
    }

    // A containerd takes no lock of the root directory, but has its metadata locked.
    private bool IsHeldElsewhere()
    {
        if (!File.Exists(Metadata))
        {
            return false;
        }

        using FileLock? held = FileLock.TryAcquire(Metadata);
        return held is null;
    }
}
