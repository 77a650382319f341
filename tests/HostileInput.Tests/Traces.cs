namespace HostileInput.Tests;

/// <summary>What a refused input could leave behind, on the surface and on disk.</summary>
internal sealed record Traces(string Images, string Content, string Active, string Snapshots, string BlobFiles, string SnapshotDirectories)
{
    /// <summary>All of it as it is once the garbage collector has run.</summary>
    public static async Task<Traces> OfAsync(TestDaemon daemon)
    {
        await daemon.Ctr.OkAsync("leases", "create", "--id", "collect");
        await daemon.Ctr.OkAsync("leases", "rm", "--sync", "collect");
        string content = Path.Join(daemon.Directory.Root, "io.containerd.content.v1.content");
        string snapshots = Path.Join(daemon.Directory.Root, "io.containerd.snapshotter.v1.overlayfs", "snapshots");

        return new Traces(
            (await daemon.Ctr.OkAsync("images", "ls", "-q")).Text,
            (await daemon.Ctr.OkAsync("content", "ls", "-q")).Text,
            (await daemon.Ctr.OkAsync("content", "active")).Text,
            (await daemon.Ctr.OkAsync("snapshots", "ls")).Text,
            Names(Path.Join(content, "blobs", "sha256")) + Names(Path.Join(content, "ingest")),
            Names(snapshots));
    }

    private static string Names(string directory)
        => !Directory.Exists(directory) ? string.Empty
            : string.Concat(Directory.EnumerateFileSystemEntries(directory).Order(StringComparer.Ordinal).Select(name => name + "\n"));
}
