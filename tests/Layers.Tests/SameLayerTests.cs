namespace Layers.Tests;

/// <summary>The same changes give the same layers, byte for byte, as containerd's, whichever snapshotter has them.</summary>
public sealed class SameLayerTests
{
    private const string GzipType = LayerNode.PlainType + "+gzip";
    private const string ZstdType = LayerNode.PlainType + "+zstd";

    [RequiresTheory("root", Tools.PluginHost, "ctr", Scenario.Installed, "mkfs.btrfs", "setcap", "setfattr", "perl")]
    [InlineData("overlayfs")]
    [InlineData("native")]
    [InlineData("btrfs")]
    public Task The_layers_are_those_of_containerd(string snapshotter) => CompareAsync(Scenario.Installed, snapshotter);

    [RequiresTheory("root", Tools.PluginHost, "ctr", Scenario.Newer, "mkfs.btrfs", "setcap", "setfattr", "perl")]
    [InlineData("overlayfs")]
    [InlineData("native")]
    [InlineData("btrfs")]
    public Task The_layers_are_those_of_a_newer_containerd(string snapshotter) => CompareAsync(Scenario.Newer, snapshotter);

    private static async Task CompareAsync(string containerd, string snapshotter)
    {
        using ScratchDirectory work = new();
        string script = Scenario.WriteScript(work);
        (LayerNode theirs, LayerNode ours) = await Scenario.StartAsync(containerd, snapshotter);
        await using LayerNode their = theirs;
        await using LayerNode our = ours;
        await Task.WhenAll(MakeAsync(their, script), MakeAsync(our, script));

        foreach (string[] keys in (string[][])[["lower"], ["changing"], ["changing", "lower"], ["upper"], ["lower", "upper"], ["upper", "lower"], ["same"]])
        {
            await AssertSameAsync($"diff {string.Join(' ', keys)}", containerd, their, our, node => node.DiffAsync(LayerNode.PlainType, keys));
        }

        Assert.Equal(1024, (await our.DiffAsync(LayerNode.PlainType, "same")).Length);
        Assert.True(LayerText.Of(await our.DiffAsync(LayerNode.PlainType, "upper")).Count > 100);
        byte[] plain = await our.DiffAsync(LayerNode.PlainType, "upper");
        Assert.Equal(Blob.DigestOf(plain), await our.KeptDiffIdAsync(GzipType, "upper"));
        if (containerd == Scenario.Newer)
        {
            Assert.Equal(await their.KeptDiffIdAsync(GzipType, "upper"), await our.KeptDiffIdAsync(GzipType, "upper"));
            Assert.Equal(await their.KeptDiffIdAsync(ZstdType, "upper"), await our.KeptDiffIdAsync(ZstdType, "upper"));
            await AssertSameAsync("diff with SOURCE_DATE_EPOCH", containerd, their, our, node => node.DiffUntilAsync(1_550_000_000, "upper"));
        }
    }

    // "changing" stays active; "upper" is the same, committed; "same" changes nothing.
    private static async Task MakeAsync(LayerNode node, string script)
    {
        await node.PrepareAsync("lower-active", "", script, "lower");
        await node.SnapshotAsync("commit", "lower", "lower-active");
        await node.PrepareAsync("changing", "lower", script, "upper");
        await node.PrepareAsync("upper-active", "lower", script, "upper");
        await node.SnapshotAsync("commit", "upper", "upper-active");
        await node.SnapshotAsync("prepare", "same", "upper");
    }

    private static async Task AssertSameAsync(string what, string containerd, LayerNode their, LayerNode our, Func<LayerNode, Task<byte[]>> diff)
    {
        byte[] expected = await diff(their);
        byte[] layer = await diff(our);
        expected = containerd == Scenario.Installed ? LayerText.WithoutWhiteoutTimes(expected) : expected;
        IReadOnlyList<string> expectedText = LayerText.Of(expected);
        IReadOnlyList<string> text = LayerText.Of(layer);
        Assert.True(
            expectedText.SequenceEqual(text),
            $"{what}: only containerd's:\n{string.Join('\n', expectedText.Except(text))}\nonly ours:\n{string.Join('\n', text.Except(expectedText))}");
        Assert.True(expected.AsSpan().SequenceEqual(layer), $"{what}: the first difference is at {expected.AsSpan().CommonPrefixLength(layer)}");
        Assert.Equal(Blob.DigestOf(expected), Blob.DigestOf(layer));
    }
}
