using PluginHost.Archive.Tar;
using PluginHost.Linux;

namespace PluginHost.Archive.Apply;

/// <summary>Applies layers to directories (containerd pkg/archive/tar.go), with nothing written outside whatever the archive says.</summary>
public static class LayerApplier
{
    /// <summary>
    /// Applies an archive. The stream is read to its end, also behind the archive's, so that a digest taken of it is complete. After an
    /// error the directory has what was applied until then.
    /// </summary>
    /// <param name="layer">An uncompressed tar archive, read synchronously.</param>
    /// <param name="root">An existing directory.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Checked between entries and blocks.</param>
    /// <exception cref="ArchiveException">The archive can't be used, or is larger than the limits.</exception>
    /// <exception cref="LinuxException">A system call failed; its path is that of the file below <paramref name="root"/>.</exception>
    /// <exception cref="PlatformNotSupportedException">The kernel is older than Linux 5.6.</exception>
    public static ApplyResult Apply(Stream layer, string root, ApplyOptions options, CancellationToken cancellationToken)
    {
        using RootTree tree = RootTree.Open(root, ParentLayers.Open(options.ParentLayers));
        using TarReader reader = new(layer);
        LayerRun run = new(tree, reader, options);
        while (reader.Next(cancellationToken) is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                run.Apply(entry, cancellationToken);
            }
            catch (LinuxException exception)
            {
                throw exception.At(Path.Join(root, entry.Name));
            }
        }

        run.SetDirectoryTimes(cancellationToken);
        _ = reader.Drain(cancellationToken);

        return run.Result;
    }
}
