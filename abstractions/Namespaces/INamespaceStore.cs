namespace PluginHost.Namespaces;

/// <summary>
/// The namespaces and their labels. A namespace comes into being by its first object or by <see cref="CreateAsync"/>;
/// names are checked by <see cref="Identifiers"/> where they are created.
/// </summary>
public interface INamespaceStore
{
    /// <summary>The labels of a namespace; empty for one that does not exist.</summary>
    Task<IReadOnlyDictionary<string, string>> LabelsAsync(string name, CancellationToken cancellationToken);

    /// <summary>The names of all namespaces.</summary>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Creates a namespace. AlreadyExists, InvalidArgument (name, label). Labels with an empty value are not stored.</summary>
    Task CreateAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>Replaces all labels, creating the namespace if it is absent.</summary>
    Task ReplaceLabelsAsync(string name, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>
    /// Sets those of <paramref name="labels"/> that <paramref name="keys"/> name, all or none; a key without a value, or with an empty one, is removed. The
    /// namespace is made if it is absent.
    /// </summary>
    Task SetLabelsAsync(
        string name, IReadOnlyDictionary<string, string> labels, IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Deletes a namespace. NotFound; FailedPrecondition while it has images, blobs, containers or snapshots.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);
}
