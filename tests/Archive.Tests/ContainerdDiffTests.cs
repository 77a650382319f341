using System.IO.Compression;
using System.Text;

namespace Archive.Tests;

/// <summary>
/// The layer of one pair of trees, which <c>Fixtures/tree.sh</c> makes, must be what containerd made of it, byte for byte. The fixture
/// comes from <c>ctr snapshots diff</c> of containerd 1.6.20 with its native snapshotter. That version gave whiteouts the current time;
/// since 2.0 it is 0.
/// </summary>
public sealed class ContainerdDiffTests
{
    private const string Fixture = "containerd-1.6.20-diff.tar.gz";

    [RootFact(Needs = "/bin/bash")]
    public void The_layer_is_byte_for_byte_that_of_containerd()
    {
        using TempDirectory temp = new();
        File.WriteAllText(temp.At("tree.sh"), Encoding.UTF8.GetString(Resource("tree.sh")));
        Tools.Run(temp.Path, "bash", "tree.sh", "lower", temp.MakeDirectory("lower"));
        Tools.Run(temp.Path, "cp", "-a", "lower", "upper");
        Tools.Run(temp.Path, "bash", "tree.sh", "upper", temp.At("upper"));
        LibC.LSetXattr(
            temp.At("upper/new/capability"),
            "security.capability",
            [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            XattrFlags.None);

        byte[] layer = LayerText.Diff(temp.At("lower"), temp.At("upper"));

        byte[] expected = WithoutWhiteoutTimes(Expected());
        Assert.Equal(LayerText.Of(expected), LayerText.Of(layer));
        Assert.True(expected.AsSpan().SequenceEqual(layer), $"the first difference is at {expected.AsSpan().CommonPrefixLength(layer)}");
    }

    private static byte[] Expected()
    {
        using GZipStream gzip = new(new MemoryStream(Resource(Fixture)), CompressionMode.Decompress);
        using MemoryStream tar = new();
        gzip.CopyTo(tar);

        return tar.ToArray();
    }

    private static byte[] WithoutWhiteoutTimes(byte[] tar)
    {
        int whiteouts = 0;
        for (int i = 0; i < tar.Length; i += 512)
        {
            Span<byte> block = tar.AsSpan(i, 512);
            bool isFile = block[257..262].SequenceEqual("ustar"u8) && block[156] == '0';
            bool hasNoMode = block[100..107].SequenceEqual("0000000"u8);
            if (isFile && hasNoMode)
            {
                "00000000000"u8.CopyTo(block[136..]);
                RawTar.Seal(block.ToArray()).CopyTo(block);
                whiteouts++;
            }
        }

        Assert.Equal(3, whiteouts);

        return tar;
    }

    private static byte[] Resource(string name)
    {
        using Stream stream = typeof(ContainerdDiffTests).Assembly.GetManifestResourceStream(name)!;
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);

        return bytes.ToArray();
    }
}
