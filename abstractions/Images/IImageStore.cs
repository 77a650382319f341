using PluginHost.Oci;

namespace PluginHost.Images;

/// <summary>The images of one namespace (containerd core/images). NotFound, AlreadyExists, InvalidArgument as the names say.</summary>
public interface IImageStore
{
    Task<ImageRecord> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Filter fields: name, target.digest, target.mediatype, labels, annotations.</summary>
    Task<IReadOnlyList<ImageRecord>> ListAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken);

    /// <summary>Both times become now, or <paramref name="sourceDate"/>.</summary>
    Task<ImageRecord> CreateAsync(ImageRecord image, Timestamp? sourceDate, CancellationToken cancellationToken);

    /// <summary>
    /// Paths: labels, labels.&lt;key&gt;, target, annotations, annotations.&lt;key&gt;; none: everything but name and creation time.
    /// The update time becomes now, or <paramref name="sourceDate"/>.
    /// </summary>
    Task<ImageRecord> UpdateAsync(
        ImageRecord image, IReadOnlyList<string> fieldPaths, Timestamp? sourceDate, CancellationToken cancellationToken);

    /// <summary>Removes the name; the content goes when nothing refers to it. A <paramref name="target"/> that differs from the stored one is NotFound.</summary>
    Task DeleteAsync(string name, Digest? target, CancellationToken cancellationToken);
}
