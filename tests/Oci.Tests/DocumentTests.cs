using System.Text;
using PluginHost.Oci;

namespace Oci.Tests;

public sealed class DocumentTests
{
    [Fact]
    public void A_descriptor_is_read_with_all_its_members()
    {
        Descriptor descriptor = Descriptor.Parse(Documents.Utf8($$$"""
            {"mediaType":"m","digest":"{{{Documents.Sha}}}","size":9223372036854775807,"urls":["u"],"annotations":{"k":"v","n":null},
             "data":"aGk=","platform":{"os":"linux","architecture":"arm64","variant":"v8","os.version":"1","os.features":["f"]},
             "artifactType":"a","unheardOf":{"deep":[1,2,{"x":null}]}}
            """), Documents.Limit);

        Assert.Equal("m", descriptor.MediaType);
        Assert.Equal(Documents.Sha, descriptor.Digest.ToString());
        Assert.Equal(long.MaxValue, descriptor.Size);
        Assert.Equal(["u"], descriptor.Urls);
        Assert.Equal(new Dictionary<string, string> { ["k"] = "v", ["n"] = "" }, descriptor.Annotations);
        Assert.Equal("hi"u8, descriptor.Data.Span);
        Assert.Equal("linux(1+f)/arm64/v8", descriptor.Platform?.FormatAll());
        Assert.Equal("a", descriptor.ArtifactType);
    }

    [Fact]
    public void Members_that_are_null_count_as_absent()
    {
        Descriptor descriptor = Descriptor.Parse(Documents.Utf8($$"""
            {"mediaType":null,"digest":"{{Documents.Sha}}","urls":null,"annotations":null,"data":null,"platform":null,"artifactType":null}
            """), Documents.Limit);

        Assert.Equal("", descriptor.MediaType);
        Assert.Empty(descriptor.Urls);
        Assert.Empty(descriptor.Annotations);
        Assert.True(descriptor.Data.IsEmpty);
        Assert.Null(descriptor.Platform);
        Assert.Equal("", descriptor.ArtifactType);
    }

    [Fact]
    public void Names_are_found_whatever_their_case_as_in_go()
    {
        byte[] json = Documents.Utf8($$"""{"MEDIATYPE":"m","Digest":"{{Documents.Sha}}"}""");

        Assert.Equal("m", Descriptor.Parse(json, Documents.Limit).MediaType);
    }

    [Theory]
    [InlineData("", "descriptor is not valid: ")]
    [InlineData("null", "descriptor is null, not an object")]
    [InlineData("[]", "descriptor is not valid: ")]
    [InlineData("{} {}", "descriptor is not valid: ")]
    [InlineData("{\"size\":\"1\"}", "descriptor is not valid: ")]
    [InlineData("{\"size\":1e30}", "descriptor is not valid: ")]
    [InlineData("{\"data\":\"!\"}", "descriptor is not valid: ")]
    [InlineData("{\"digest\":\"sha256:1\"}", "descriptor.digest \"sha256:1\": invalid checksum digest length")]
    [InlineData("{}", "descriptor.digest \"\": invalid checksum digest format")]
    [InlineData("{\"digest\":\"SHA\",\"size\":-1}", "descriptor.size -1 is negative", true)]
    [InlineData("{\"digest\":\"SHA\",\"urls\":[\"a\",null]}", "descriptor.urls[1] is null", true)]
    [InlineData("{\"digest\":\"SHA\",\"platform\":{\"os.features\":[null]}}", "descriptor.platform.os.features[0] is null", true)]
    public void What_is_no_descriptor_is_refused_with_place_and_reason(string json, string start, bool realDigest = false)
    {
        byte[] bytes = Documents.Utf8(realDigest ? json.Replace("SHA", Documents.Sha, StringComparison.Ordinal) : json);

        OciDocumentException exception = Assert.Throws<OciDocumentException>(() => Descriptor.Parse(bytes, Documents.Limit));
        Assert.StartsWith(start, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused()
        => Assert.Throws<OciDocumentException>(() => Descriptor.Parse([.. "{\"mediaType\":\""u8, 0xFF, .. "\"}"u8], Documents.Limit));

    [Fact]
    public void Nesting_without_end_is_refused()
        => Assert.Contains(
            "depth",
            Assert.Throws<OciDocumentException>(
                () => Descriptor.Parse(Documents.Utf8("{\"x\":" + new string('[', 1000)), Documents.Limit)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_document_of_the_limit_is_read_and_one_byte_more_is_refused()
    {
        byte[] json = Documents.Utf8(Documents.Descriptor("m"));

        Assert.Equal("m", Descriptor.Parse(json, json.Length).MediaType);
        OciDocumentException exception = Assert.Throws<OciDocumentException>(() => Descriptor.Parse(json, json.Length - 1));
        Assert.Equal($"descriptor of {json.Length} bytes is larger than the limit of {json.Length - 1} bytes", exception.Message);
    }

    [Fact]
    public void An_index_is_read_and_written_alike()
    {
        string json = $$$"""
            {"schemaVersion":2,"mediaType":"{{{MediaTypes.OciIndex}}}","artifactType":"t","manifests":[
            {"mediaType":"{{{MediaTypes.OciManifest}}}","digest":"{{{Documents.Sha}}}","size":7,"urls":["http://a/?b=c&d"],
            "annotations":{"a":"<é>","b":"2"},"data":"aGk=",
            "platform":{"architecture":"amd64","os":"windows","os.version":"10.0.1","os.features":["win32k"],"variant":"v2"},
            "artifactType":"x"}],"subject":{{{Documents.Descriptor("s")}}},"annotations":{"k":"v"}}
            """.ReplaceLineEndings("");

        ImageIndex index = ImageIndex.Parse(Documents.Utf8(json), Documents.Limit);

        Assert.Equal(json, Encoding.UTF8.GetString(index.ToJson()));
    }

    [Fact]
    public void A_manifest_is_read_and_written_alike()
    {
        string json = $$$"""
            {"schemaVersion":2,"mediaType":"{{{MediaTypes.OciManifest}}}","config":{{{Documents.Descriptor(MediaTypes.OciConfig)}}},
            "layers":[{{{Documents.Descriptor(MediaTypes.OciLayerGzip)}}},{{{Documents.Descriptor(MediaTypes.OciLayerZstd)}}}],
            "annotations":{"k":"v"}}
            """.ReplaceLineEndings("");

        ImageManifest manifest = ImageManifest.Parse(Documents.Utf8(json), Documents.Limit);

        Assert.Equal(MediaTypes.OciConfig, manifest.Config.MediaType);
        Assert.Equal([MediaTypes.OciLayerGzip, MediaTypes.OciLayerZstd], manifest.Layers.Select(layer => layer.MediaType));
        Assert.Equal(json, Encoding.UTF8.GetString(manifest.ToJson()));
    }

    [Fact]
    public void Annotations_are_written_in_order()
    {
        Dictionary<string, string> annotations = new() { ["b"] = "2", ["B"] = "1" };
        Descriptor descriptor = new() { Digest = Digest.Of([]), Annotations = annotations };

        Assert.Contains("""{"B":"1","b":"2"}""", Encoding.UTF8.GetString(descriptor.ToJson()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"layers":[]}""", "manifest has no config")]
    [InlineData("""{"config":null}""", "manifest has no config")]
    [InlineData("""{"config":CONFIG,"layers":[null]}""", "layers[0] is null")]
    [InlineData("""{"config":CONFIG,"layers":[CONFIG,{"digest":"md5:00"}]}""", "layers[1].digest \"md5:00\": unsupported digest algorithm")]
    [InlineData("""{"config":CONFIG,"layers":{}}""", "manifest is not valid: ")]
    public void What_is_no_manifest_is_refused_with_place_and_reason(string json, string start)
    {
        byte[] bytes = Documents.Utf8(json.Replace("CONFIG", Documents.Descriptor("c"), StringComparison.Ordinal));

        OciDocumentException exception = Assert.Throws<OciDocumentException>(() => ImageManifest.Parse(bytes, Documents.Limit));
        Assert.StartsWith(start, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_with_a_wrong_descriptor_is_refused_with_its_place()
    {
        byte[] json = Documents.Utf8($$"""{"manifests":[{{Documents.Descriptor("m")}},{"digest":"x"}]}""");

        Assert.Equal(
            "manifests[1].digest \"x\": invalid checksum digest format",
            Assert.Throws<OciDocumentException>(() => ImageIndex.Parse(json, Documents.Limit)).Message);
    }

    [Fact]
    public void An_empty_index_has_no_manifests() => Assert.Empty(ImageIndex.Parse("{}"u8, Documents.Limit).Manifests);
}
