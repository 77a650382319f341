using PluginHost.Oci;

namespace Oci.Tests;

public sealed class ImageConfigTests
{
    [Fact]
    public void A_configuration_is_read_with_all_its_members()
    {
        ImageConfig config = ImageConfig.Parse(Documents.Utf8($$$"""
            {"created":"2024-01-02T03:04:05.123456789Z","author":"me","architecture":"arm","os":"linux","variant":"v6","os.version":"1",
             "config":{"User":"1:2","ExposedPorts":{"80/tcp":{},"53/udp":{}},"Env":["A=b"],"Entrypoint":["/e"],"Cmd":["c","d"],
               "Volumes":{"/v":{}},"WorkingDir":"/w","Labels":{"l":"m"},"StopSignal":"SIGQUIT","ArgsEscaped":true,
               "Healthcheck":{"Test":["x"]}},
             "rootfs":{"type":"layers","diff_ids":["{{{Documents.Sha}}}","{{{Documents.Sha}}}"]},
             "history":[{"created":"2024-01-02T03:04:05Z","created_by":"RUN x","author":"a","comment":"c","empty_layer":true},{}]}
            """), Documents.Limit);

        DiffId diffId = DiffId.Parse(Documents.Sha);
        Assert.Equal("2024-01-02T03:04:05.123456789Z", config.Created);
        Assert.Equal("me", config.Author);
        Assert.Equal("linux(1)/arm/v6", config.Platform.FormatAll());
        Assert.Equal("1:2", config.Run.User);
        Assert.Equal(["53/udp", "80/tcp"], config.Run.ExposedPorts);
        Assert.Equal(["A=b"], config.Run.Env);
        Assert.Equal(["/e"], config.Run.Entrypoint);
        Assert.Equal(["c", "d"], config.Run.Cmd);
        Assert.Equal(["/v"], config.Run.Volumes);
        Assert.Equal("/w", config.Run.WorkingDir);
        Assert.Equal("m", config.Run.Labels["l"]);
        Assert.Equal("SIGQUIT", config.Run.StopSignal);
        Assert.True(config.Run.ArgsEscaped);
        Assert.Equal("layers", config.RootFsType);
        Assert.Equal([diffId, diffId], config.DiffIds);
        Assert.Equal(ChainId.Of([diffId, diffId]), config.ChainId);
        Assert.Equal(
            [
                new ImageHistory { Created = "2024-01-02T03:04:05Z", CreatedBy = "RUN x", Author = "a", Comment = "c", EmptyLayer = true },
                new ImageHistory(),
            ],
            config.History);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"config":null,"rootfs":null,"history":null}""")]
    [InlineData("""{"config":{"Env":null,"Cmd":null,"Entrypoint":null,"Volumes":null,"ExposedPorts":null,"Labels":null}}""")]
    [InlineData("""{"rootfs":{"type":null,"diff_ids":null}}""")]
    public void What_a_configuration_does_not_say_is_empty(string json)
    {
        ImageConfig config = ImageConfig.Parse(Documents.Utf8(json), Documents.Limit);

        Assert.Equal(new Platform(), config.Platform);
        Assert.Empty(config.Run.Env);
        Assert.Empty(config.Run.Cmd);
        Assert.Empty(config.Run.Entrypoint);
        Assert.Empty(config.Run.Volumes);
        Assert.Empty(config.Run.ExposedPorts);
        Assert.Empty(config.Run.Labels);
        Assert.Empty(config.DiffIds);
        Assert.True(config.ChainId.IsEmpty);
    }

    [Theory]
    [InlineData("""{"rootfs":{"diff_ids":["sha256:1"]}}""", "rootfs.diff_ids[0] \"sha256:1\": invalid checksum digest length")]
    [InlineData("""{"rootfs":{"diff_ids":[null]}}""", "rootfs.diff_ids[0] is null")]
    [InlineData("""{"config":{"Env":[null]}}""", "config.Env[0] is null")]
    [InlineData("""{"config":{"Cmd":"sh"}}""", "config is not valid: ")]
    [InlineData("""{"history":[null]}""", "history[0] is null")]
    [InlineData("[", "config is not valid: ")]
    public void A_wrong_configuration_is_refused_with_place_and_reason(string json, string start)
        => Assert.StartsWith(
            start,
            Assert.Throws<OciDocumentException>(() => ImageConfig.Parse(Documents.Utf8(json), Documents.Limit)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_configuration_above_the_limit_is_refused()
        => Assert.Throws<OciDocumentException>(() => ImageConfig.Parse("{ }"u8, 2));
}
