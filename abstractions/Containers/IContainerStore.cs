namespace PluginHost.Containers;

/// <summary>The containers of one namespace (containerd core/containers). NotFound, AlreadyExists, InvalidArgument as the names say.</summary>
public interface IContainerStore
{
    Task<ContainerRecord> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>Filter fields: id, runtime.name, image, labels.</summary>
    Task<IReadOnlyList<ContainerRecord>> ListAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken);

    Task<ContainerRecord> CreateAsync(ContainerRecord container, CancellationToken cancellationToken);

    /// <summary>
    /// Paths: labels, labels.&lt;key&gt;, spec, extensions, extensions.&lt;key&gt;, image, snapshotkey; none: all of these, and then snapshotter and
    /// runtime name must be the stored ones.
    /// </summary>
    Task<ContainerRecord> UpdateAsync(ContainerRecord container, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken);

    /// <summary>Removes the record; neither its task nor its snapshot is touched.</summary>
    Task DeleteAsync(string id, CancellationToken cancellationToken);
}
