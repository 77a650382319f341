using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Archive.Tests.Support;

namespace Layers.Tests;

/// <summary>A daemon and one of its snapshotters, in which snapshots are made by a script and compared.</summary>
internal sealed partial class LayerNode : IAsyncDisposable
{
    public const string PlainType = "application/vnd.oci.image.layer.v1.tar";

    private readonly TestDaemon _daemon;
    private readonly string _snapshotter;
    private int _mounted;

    private LayerNode(TestDaemon daemon, string snapshotter)
    {
        _daemon = daemon;
        _snapshotter = snapshotter;
    }

    public Ctr Ctr => _daemon.Ctr;

    /// <summary>Starts a daemon; a btrfs gets a loop device for its snapshots.</summary>
    public static async Task<LayerNode> StartAsync(TestDaemon daemon, string snapshotter)
    {
        LayerNode node = new(daemon, snapshotter);
        try
        {
            Directory.CreateDirectory(daemon.Directory.Root);
            if (snapshotter == "btrfs")
            {
                await FileSystemImage.MountBtrfsAsync(Path.Join(daemon.Directory.Root, "io.containerd.snapshotter.v1.btrfs"));
            }

            await daemon.StartAsync();

            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>An active snapshot, changed by a step of the script.</summary>
    public async Task PrepareAsync(string key, string parent, string script, string step)
    {
        await SnapshotAsync(parent.Length == 0 ? ["prepare", key] : ["prepare", key, parent]);
        await WithMountAsync(key, async tree =>
        {
            CommandResult result = await new Command("/bin/bash", [script, step, tree, _snapshotter]).RunAsync(CancellationToken.None);
            result.Checked();
        });
    }

    /// <summary>Runs <c>ctr snapshots</c> on the snapshotter.</summary>
    public Task<CommandResult> SnapshotAsync(params string[] arguments)
        => Ctr.OkAsync(["snapshots", "--snapshotter", _snapshotter, .. arguments]);

    /// <summary>The layer between two snapshots, or one and its parent.</summary>
    public async Task<byte[]> DiffAsync(string mediaType, params string[] keys)
        => (await SnapshotAsync(["diff", "--media-type", mediaType, .. keys])).Output.ToArray();

    /// <summary>As <see cref="DiffAsync"/>, with an end of time for what is written.</summary>
    public async Task<byte[]> DiffUntilAsync(long seconds, string key)
    {
        Command ctr = Ctr.Command(default, "snapshots", "--snapshotter", _snapshotter, "diff", "--media-type", PlainType, key);
        Command diff = ctr.With("SOURCE_DATE_EPOCH", seconds.ToString(CultureInfo.InvariantCulture));

        return (await diff.RunAsync(CancellationToken.None)).Checked().Output.ToArray();
    }

    /// <summary>The digest of the plain archive with which a compressed layer is labelled; the layer is kept in the content store.</summary>
    public async Task<string> KeptDiffIdAsync(string mediaType, params string[] keys)
    {
        string digest = Blob.DigestOf((await SnapshotAsync(["diff", "--keep", "--media-type", mediaType, .. keys])).Output.Span);
        const string Label = "containerd.io/uncompressed=";
        string row = (await Ctr.OkAsync("content", "ls")).Text.Split('\n').Single(line => line.Contains(digest, StringComparison.Ordinal));

        return row[(row.IndexOf(Label, StringComparison.Ordinal) + Label.Length)..].Split(',', ' ')[0].Trim();
    }

    /// <summary>Imports an image of layers, with the installed <c>ctr</c>: it has the daemon apply each of them.</summary>
    /// <returns>The tree of the last of them, or the line that the import ended with.</returns>
    public async Task<IReadOnlyList<string>> UnpackAsync(ScratchDirectory work, params IReadOnlyList<byte[]> layers)
    {
        Image image = new([.. layers.Select(Layer.Plain)]);
        string archive = work.At($"image-{Guid.NewGuid():N}.tar");
        PluginHost.Testing.Images.Archive.WriteOci(archive, $"example.com/layers:{image.Manifest.Digest["sha256:".Length..][..12]}", image);
        CommandResult import = await new Ctr(_daemon.Address).RunAsync("images", "import", "--snapshotter", _snapshotter, archive);
        File.Delete(archive);
        if (import.ExitCode != 0)
        {
            return [$"refused: {import.Error.TrimEnd().Split('\n')[^1]}"];
        }

        // A view, since to prepare is to copy in the native snapshotter.
        string key = $"view-{++_mounted}";
        await SnapshotAsync("view", key, ChainIdOf(image));

        return await TreeAsync(key);
    }

    /// <summary>
    /// The tree of a snapshot, a line per file. A directory's time is left out where it is that of the run; in the native snapshotter always, for
    /// containerd's gives the directories of a copied layer the time of the copy.
    /// </summary>
    private async Task<IReadOnlyList<string>> TreeAsync(string key)
    {
        IReadOnlyList<string> lines = [];
        await WithMountAsync(key, tree =>
        {
            lines = [.. TreeSnapshot.Of(tree).Select(line => DirectoryTime().Replace(line, Time))];

            return Task.CompletedTask;
        });

        return lines;

        string Time(Match line)
        {
            long seconds = long.Parse(line.Groups["seconds"].Value, CultureInfo.InvariantCulture);
            bool ofTheRun = Math.Abs(seconds - DateTimeOffset.UtcNow.ToUnixTimeSeconds()) < 24 * 60 * 60;

            return ofTheRun || _snapshotter == "native" ? line.Groups["before"].Value : line.Value;
        }
    }

    [GeneratedRegex(@"^(?<before>.* 4\d{4} \d+:\d+) (?<seconds>\d+)\.\d{9}", RegexOptions.Singleline)]
    private static partial Regex DirectoryTime();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private static string ChainIdOf(Image image)
        => image.Layers.Select(layer => layer.DiffId).Aggregate((chain, diff) => Blob.DigestOf(Encoding.ASCII.GetBytes($"{chain} {diff}")));

    private async Task WithMountAsync(string key, Func<string, Task> work)
    {
        string tree = Directory.CreateDirectory(Path.Join(_daemon.Directory.Base, $"tree-{++_mounted}")).FullName;
        string mount = (await SnapshotAsync("mounts", tree, key)).Line;
        (await Command.RunAsync("sh", "-c", mount)).Checked();
        try
        {
            await work(tree);
        }
        finally
        {
            LibC.Umount2(tree, UmountFlags.None);
        }
    }
}
