namespace PluginHost.Sandboxes;

/// <summary>The sandbox records of one namespace (containerd core/sandbox). NotFound, AlreadyExists, InvalidArgument as the names say.</summary>
public interface ISandboxStore
{
    Task<SandboxRecord> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>Filter fields: id, labels.</summary>
    Task<IReadOnlyList<SandboxRecord>> ListAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken);

    Task<SandboxRecord> CreateAsync(SandboxRecord sandbox, CancellationToken cancellationToken);

    /// <summary>
    /// Paths: labels, labels.&lt;key&gt;, extensions, extensions.&lt;key&gt;, runtime, spec; none: all of these, and then the runtime's name must be
    /// the stored one. Spec and runtime options can be replaced but not cleared, and an extension that is left out stays.
    /// </summary>
    Task<SandboxRecord> UpdateAsync(SandboxRecord sandbox, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken);

    /// <summary>Removes the record; what runs in the sandbox is not touched.</summary>
    Task DeleteAsync(string id, CancellationToken cancellationToken);
}
