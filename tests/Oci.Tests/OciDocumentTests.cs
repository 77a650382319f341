using PluginHost.Oci;

namespace Oci.Tests;

public sealed class OciDocumentTests
{
    private const string FoundIndex = "media-type: expected manifest but found index (";
    private const string FoundManifest = "media-type: expected index but found manifest (";

    [Theory]
    [InlineData(MediaTypes.OciManifest, """{"fsLayers":[]}""", "media-type: schema 1 not supported")]
    [InlineData(MediaTypes.DockerManifestList, """{"fslayers":null}""", "media-type: schema 1 not supported")]
    [InlineData(MediaTypes.OciManifest, """{"manifests":[]}""", FoundIndex + MediaTypes.OciManifest + ")")]
    [InlineData(MediaTypes.OciManifest, """{"Manifests":null}""", FoundIndex + MediaTypes.OciManifest + ")")]
    [InlineData(MediaTypes.DockerManifest, $$"""{"mediaType":"{{MediaTypes.OciIndex}}"}""", FoundIndex + MediaTypes.DockerManifest + ")")]
    [InlineData(MediaTypes.OciIndex, """{"config":{}}""", FoundManifest + MediaTypes.OciIndex + ")")]
    [InlineData(MediaTypes.OciIndex, """{"layers":[{"a":[1]}]}""", FoundManifest + MediaTypes.OciIndex + ")")]
    [InlineData(
        MediaTypes.DockerManifestList,
        $$"""{"mediaType":"{{MediaTypes.DockerManifest}}"}""",
        FoundManifest + MediaTypes.DockerManifestList + ")")]
    public void A_document_of_the_other_kind_is_refused(string mediaType, string json, string message)
        => Assert.Equal(
            message,
            Assert.Throws<OciDocumentException>(() => OciDocument.Validate(Documents.Utf8(json), mediaType, Documents.Limit)).Message);

    [Theory]
    [InlineData(MediaTypes.OciManifest, """{"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{},"layers":[]}""")]
    [InlineData(MediaTypes.OciIndex, """{"manifests":[]}""")]
    [InlineData(MediaTypes.OciIndex, """{"mediaType":"x/y"}""")]
    [InlineData(MediaTypes.OciConfig, "anything")]
    [InlineData(MediaTypes.OciLayer, "")]
    public void A_document_of_its_kind_passes(string mediaType, string json)
    {
        Exception? exception = Record.Exception(() => OciDocument.Validate(Documents.Utf8(json), mediaType, Documents.Limit));

        Assert.Null(exception);
    }

    [Theory]
    [InlineData(MediaTypes.OciManifest, "manifest of 5 bytes is larger than the limit of 4 bytes")]
    [InlineData(MediaTypes.OciIndex, "index of 5 bytes is larger than the limit of 4 bytes")]
    public void A_document_above_the_limit_is_refused_unread(string mediaType, string message)
        => Assert.Equal(message, Assert.Throws<OciDocumentException>(() => OciDocument.Children("?????"u8, mediaType, 4)).Message);

    [Fact]
    public void The_children_of_a_manifest_are_its_config_and_its_layers()
    {
        string layers = $"{Documents.Descriptor("l1")},{Documents.Descriptor("l2")}";
        byte[] json = Documents.Utf8($$"""{"layers":[{{layers}}],"config":{{Documents.Descriptor("c")}} }""");

        IReadOnlyList<Descriptor> children = OciDocument.Children(json, MediaTypes.DockerManifest, Documents.Limit);
        Assert.Equal(["c", "l1", "l2"], children.Select(child => child.MediaType));
    }

    [Fact]
    public void The_children_of_an_index_are_its_manifests_in_order()
    {
        byte[] json = Documents.Utf8($$"""{"manifests":[{{Documents.Descriptor("m2")}},{{Documents.Descriptor("m1")}}]}""");

        IReadOnlyList<Descriptor> children = OciDocument.Children(json, MediaTypes.OciIndex, Documents.Limit);
        Assert.Equal(["m2", "m1"], children.Select(child => child.MediaType));
    }

    [Fact]
    public void Other_blobs_have_no_children() => Assert.Empty(OciDocument.Children("?"u8, MediaTypes.OciConfig, Documents.Limit));

    [Fact]
    public void A_manifest_that_hides_an_index_has_no_children_but_an_error()
    {
        byte[] json = Documents.Utf8($$"""{"config":{{Documents.Descriptor("c")}},"manifests":[{{Documents.Descriptor("m")}}]}""");

        Assert.Throws<OciDocumentException>(() => OciDocument.Children(json, MediaTypes.OciManifest, Documents.Limit));
    }
}
