namespace Crash.Tests;

/// <summary>What must hold after every crash.</summary>
internal static class StoreCheck
{
    /// <summary>Each visible blob is whole: the file behind it has its digest. (One ctr per blob would take minutes.)</summary>
    public static async Task BlobsAreWholeAsync(TestDaemon daemon)
    {
        string blobs = Path.Join(daemon.Directory.Root, "io.containerd.content.v1.content", "blobs");
        string[] digests = (await daemon.Ctr.OkAsync("content", "ls", "-q")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string digest in digests)
        {
            string file = Path.Join(blobs, digest.Replace(':', '/'));
            if (File.Exists(file))
            {
                Assert.Equal(digest, Blob.DigestOf(await File.ReadAllBytesAsync(file)));
            }
            else
            {
                // The collector may have taken it between the two; what it must not be is listed and absent.
                Assert.DoesNotContain(digest, (await daemon.Ctr.OkAsync("content", "ls", "-q")).Text, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>The image has all its content.</summary>
    public static async Task ImageIsCompleteAsync(TestDaemon daemon, string name)
    {
        CommandResult check = await daemon.Ctr.OkAsync("images", "check", $"name=={name}");
        Assert.Contains("complete (", check.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("incomplete (", check.Text, StringComparison.Ordinal);
    }

    /// <summary>After a collection no directory of the snapshotter and no file of the content store is without its record.</summary>
    public static async Task NothingIsOrphanedAsync(TestDaemon daemon)
    {
        await daemon.Ctr.OkAsync("leases", "create", "--id", "collect");
        await daemon.Ctr.OkAsync("leases", "rm", "--sync", "collect");
        string content = Path.Join(daemon.Directory.Root, "io.containerd.content.v1.content");
        string snapshots = Path.Join(daemon.Directory.Root, "io.containerd.snapshotter.v1.overlayfs", "snapshots");
        int listedBlobs = (await daemon.Ctr.OkAsync("content", "ls", "-q")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        int listedSnapshots = (await daemon.Ctr.OkAsync("snapshots", "ls")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1;

        Assert.Equal(listedBlobs, Directory.EnumerateFiles(Path.Join(content, "blobs", "sha256")).Count());
        Assert.Equal(listedSnapshots, Directory.EnumerateDirectories(snapshots).Count());
    }
}
