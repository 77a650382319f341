using System.Formats.Tar;
using System.IO.Compression;
using Differ.Tests.Support;
using PluginHost.Conformance.Support;
using PluginHost.Diff;
using PluginHost.Mounts;
using PluginHost.Oci;

namespace Differ.Tests;

/// <summary>What is allocated for a layer does not grow with it. Alone, since the counter is the process's.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests : DifferTest
{
    private const long FileSize = 128 << 20;
    private const long Allowed = 24 << 20;

    [RootFact]
    public async Task A_large_layer_is_applied_with_little_memory()
    {
        Descriptor layer = Content.Add(Bomb(), MediaTypes.OciLayerGzip);
        IReadOnlyList<Mount> target = Bind(Make("target"));
        long before = GC.GetTotalAllocatedBytes(precise: true);

        Descriptor applied = await Open().ApplyAsync(Scope, layer, target, new ApplyOptions(), None);

        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(applied.Size > FileSize, $"{applied.Size} bytes");
        Assert.True(allocated < Allowed, $"{allocated} bytes allocated for a layer of {applied.Size}");
    }

    // A small blob of a large file.
    private static byte[] Bomb()
    {
        using MemoryStream blob = new();
        using (GZipStream gzip = new(blob, CompressionLevel.Fastest, leaveOpen: true))
        using (TarWriter tar = new(gzip, TarEntryFormat.Pax))
        using (FileStream zeros = new(
            Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose))
        {
            zeros.SetLength(FileSize);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "zeros") { DataStream = zeros });
        }

        return blob.ToArray();
    }
}
