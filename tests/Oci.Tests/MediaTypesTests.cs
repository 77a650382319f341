using PluginHost.Oci;

namespace Oci.Tests;

public sealed class MediaTypesTests
{
    [Theory]
    [InlineData(MediaTypes.OciIndex, "index")]
    [InlineData(MediaTypes.DockerManifestList, "index")]
    [InlineData(MediaTypes.OciManifest, "manifest")]
    [InlineData(MediaTypes.DockerManifest, "manifest")]
    [InlineData(MediaTypes.OciConfig, "config known")]
    [InlineData(MediaTypes.DockerConfig, "config known")]
    [InlineData(MediaTypes.CheckpointCriu, "known")]
    [InlineData(MediaTypes.CheckpointConfig, "known")]
    [InlineData(MediaTypes.OciLayer, "layer")]
    [InlineData(MediaTypes.OciLayerGzip, "layer")]
    [InlineData(MediaTypes.OciLayerZstd, "layer")]
    [InlineData("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", "layer")]
    [InlineData("application/vnd.oci.image.layer.of.the.future", "layer")]
    [InlineData(MediaTypes.OciNonDistributableLayer, "layer foreign")]
    [InlineData(MediaTypes.OciNonDistributableLayerZstd, "layer foreign")]
    [InlineData(MediaTypes.DockerLayer, "layer")]
    [InlineData(MediaTypes.DockerLayerGzip, "layer")]
    [InlineData(MediaTypes.DockerLayerZstd, "layer")]
    [InlineData(MediaTypes.DockerLayerGzip + "+encrypted", "layer")]
    [InlineData(MediaTypes.DockerForeignLayer, "layer foreign")]
    [InlineData(MediaTypes.DockerForeignLayerGzip, "layer foreign")]
    [InlineData(MediaTypes.ErofsLayer, "layer")]
    [InlineData(MediaTypes.ErofsLayer + "+zstd", "layer")]
    [InlineData(MediaTypes.DockerSchema1Manifest, "")]
    [InlineData(MediaTypes.InToto, "")]
    [InlineData("", "")]
    [InlineData("application/vnd.docker.image.rootfs.diff.tar.xz", "")]
    public void A_media_type_is_of_these_kinds_and_no_other(string mediaType, string kinds)
    {
        List<string> found = [];
        Note(MediaTypes.IsIndex(mediaType), "index");
        Note(MediaTypes.IsManifest(mediaType), "manifest");
        Note(MediaTypes.IsConfig(mediaType), "config");
        Note(MediaTypes.IsKnownConfig(mediaType), "known");
        Note(MediaTypes.IsLayer(mediaType), "layer");
        Note(MediaTypes.IsNonDistributable(mediaType), "foreign");

        Assert.Equal(kinds, string.Join(' ', found));

        void Note(bool holds, string kind)
        {
            if (holds)
            {
                found.Add(kind);
            }
        }
    }

    [Theory]
    [InlineData(MediaTypes.OciLayer, DiffCompression.None)]
    [InlineData(MediaTypes.OciLayerGzip, DiffCompression.Gzip)]
    [InlineData(MediaTypes.OciLayerZstd, DiffCompression.Zstd)]
    [InlineData(MediaTypes.OciNonDistributableLayerGzip, DiffCompression.Gzip)]
    [InlineData("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", DiffCompression.Gzip)]
    [InlineData("application/vnd.oci.image.layer.v1.tar+encrypted+gzip", DiffCompression.Gzip)]
    [InlineData("application/vnd.oci.image.layer.v1.tar+encrypted", DiffCompression.None)]
    [InlineData("application/vnd.oci.image.layer.v1.tar+", DiffCompression.None)]
    [InlineData(MediaTypes.DockerLayer, DiffCompression.Unknown)]
    [InlineData(MediaTypes.DockerForeignLayer, DiffCompression.Unknown)]
    [InlineData(MediaTypes.DockerLayer + "+gzip", DiffCompression.None)]
    [InlineData(MediaTypes.DockerLayerGzip, DiffCompression.Gzip)]
    [InlineData(MediaTypes.DockerForeignLayerGzip, DiffCompression.Gzip)]
    [InlineData(MediaTypes.DockerLayerGzip + "+encrypted", DiffCompression.None)]
    [InlineData(MediaTypes.DockerLayerZstd, DiffCompression.Zstd)]
    public void A_layer_type_declares_its_compression(string mediaType, DiffCompression expected)
    {
        Assert.True(MediaTypes.TryGetDiffCompression(mediaType, out DiffCompression compression));
        Assert.Equal(expected, compression);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+gzip")]
    [InlineData(MediaTypes.ErofsLayer)]
    [InlineData(MediaTypes.OciConfig)]
    [InlineData("application/vnd.oci.image.layer.v2.tar+gzip")]
    public void A_type_that_is_no_tar_layer_has_no_compression(string mediaType)
        => Assert.False(MediaTypes.TryGetDiffCompression(mediaType, out _));
}
