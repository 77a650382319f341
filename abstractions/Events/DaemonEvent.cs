namespace PluginHost.Events;

/// <summary>An event that the daemon itself publishes. Each names its topic.</summary>
public abstract record DaemonEvent(string Topic);

public sealed record ContainerCreated(string Id, string Image, string RuntimeName, AnyValue? RuntimeOptions) : DaemonEvent("/containers/create");

public sealed record ContainerUpdated(string Id, string Image, IReadOnlyDictionary<string, string> Labels, string SnapshotKey)
    : DaemonEvent("/containers/update");

public sealed record ContainerDeleted(string Id) : DaemonEvent("/containers/delete");

public sealed record ImageCreated(string Name, IReadOnlyDictionary<string, string> Labels) : DaemonEvent("/images/create");

public sealed record ImageUpdated(string Name, IReadOnlyDictionary<string, string> Labels) : DaemonEvent("/images/update");

public sealed record ImageDeleted(string Name) : DaemonEvent("/images/delete");

public sealed record NamespaceCreated(string Name, IReadOnlyDictionary<string, string> Labels) : DaemonEvent("/namespaces/create");

public sealed record NamespaceUpdated(string Name, IReadOnlyDictionary<string, string> Labels) : DaemonEvent("/namespaces/update");

public sealed record NamespaceDeleted(string Name) : DaemonEvent("/namespaces/delete");

public sealed record ContentCreated(string Digest, long Size) : DaemonEvent("/content/create");

public sealed record ContentDeleted(string Digest) : DaemonEvent("/content/delete");

public sealed record SnapshotPrepared(string Key, string Parent, string Snapshotter) : DaemonEvent("/snapshot/prepare");

public sealed record SnapshotCommitted(string Key, string Name, string Snapshotter) : DaemonEvent("/snapshot/commit");

public sealed record SnapshotRemoved(string Key, string Snapshotter) : DaemonEvent("/snapshot/remove");

/// <summary>Published by the daemon only for a task whose shim died; else by the shim.</summary>
public sealed record TaskExited(string ContainerId, string Id, uint Pid, uint ExitStatus, Timestamp ExitedAt) : DaemonEvent("/tasks/exit");

/// <summary>Published by the daemon only for a task whose shim died; else by the shim.</summary>
public sealed record TaskDeleted(string ContainerId, uint Pid, uint ExitStatus, Timestamp ExitedAt) : DaemonEvent("/tasks/delete");
