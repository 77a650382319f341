using PluginHost.Archive.Tar;

namespace PluginHost.Archive.Changes;

/// <summary>Makes layers from directories.</summary>
public static class LayerComparer
{
    /// <summary>
    /// Writes what changed from one tree to another as an uncompressed layer. For the same trees the bytes are always the same, and those
    /// that containerd writes.
    /// </summary>
    /// <param name="lower">The directory before; null if there was nothing.</param>
    /// <param name="upper">The directory now.</param>
    /// <param name="layer">Gets the layer, written synchronously; left open.</param>
    /// <param name="sourceDateEpoch">Later times are written as this one, in seconds since 1970; null for no limit.</param>
    /// <param name="cancellationToken">Checked between files and blocks.</param>
    /// <exception cref="Linux.LinuxException">A file can't be read.</exception>
    /// <exception cref="IOException">A file changed while it was read, or the layer can't be written.</exception>
    public static void WriteDiff(string? lower, string upper, Stream layer, long? sourceDateEpoch, CancellationToken cancellationToken)
    {
        TarWriter tar = new(layer);
        using ChangeWriter writer = new(tar, upper, sourceDateEpoch, cancellationToken);
        new TreeComparison(writer.Write, cancellationToken).Run(lower, upper);
        tar.Finish();
    }

    /// <summary>
    /// Writes the upper directory of an overlay as an uncompressed layer, without reading the layers below: faster, but files that were
    /// written without change are in it, and opaque directories stay opaque.
    /// </summary>
    /// <param name="upperdir">The upper directory.</param>
    /// <param name="layer">Gets the layer, written synchronously; left open.</param>
    /// <param name="sourceDateEpoch">Later times are written as this one, in seconds since 1970; null for no limit.</param>
    /// <param name="cancellationToken">Checked between files and blocks.</param>
    /// <exception cref="Linux.LinuxException">A file can't be read.</exception>
    /// <exception cref="IOException">A file changed while it was read, or needs the layers below.</exception>
    public static void WriteUpperdir(string upperdir, Stream layer, long? sourceDateEpoch, CancellationToken cancellationToken)
    {
        TarWriter tar = new(layer);
        using ChangeWriter writer = new(tar, upperdir, sourceDateEpoch, cancellationToken);
        new UpperdirWalk(writer.Write, cancellationToken).Run(upperdir);
        tar.Finish();
    }
}
