using System.Text.Json.Nodes;

namespace Monitors.Tests.Restart;

/// <summary>What an image says must not become an order to the daemon.</summary>
public sealed class ImageLabelTests
{
    private const string Name = "example.com/hostile:1";

    [RequiresFact("root", "ctr", "runc", "busybox", Tools.PluginHost)]
    public async Task Reserved_labels_of_an_image_do_not_reach_its_containers()
    {
        await using TestDaemon daemon = new PluginHostDaemon
        {
            ExtraConfiguration = "[plugins.\"io.containerd.internal.v1.restart\"]\n  interval = \"200ms\"\n",
        };
        await daemon.StartAsync();
        string proof = Path.Join(daemon.Directory.Base, "proof");
        Image image = new([.. DemoImage.Busybox().Layers], new JsonObject
        {
            ["Cmd"] = new JsonArray("sh", "-c", "exit 1"),
            ["Env"] = new JsonArray("PATH=/bin"),
            ["Labels"] = new JsonObject
            {
                ["org.example.kept"] = "yes",
                ["containerd.io/restart.status"] = "running",
                ["containerd.io/restart.loguri"] = $"file://{proof}",
                ["containerd.io/restart.policy"] = "no",
                ["io.cri-containerd.kind"] = "container",
            },
        });
        using ScratchDirectory work = new();
        Archive.WriteOci(work.At("image.tar"), Name, image);
        await daemon.Ctr.OkAsync("images", "import", work.At("image.tar"));

        await daemon.Ctr.OkAsync("run", "-d", Name, "plain");
        await daemon.Ctr.OkAsync("run", "-d", "--label", "containerd.io/restart.policy=always", "--label", "containerd.io/restart.status=running", Name, "asked");
        JsonNode labels = JsonNode.Parse((await daemon.Ctr.OkAsync("containers", "info", "plain")).Text)!["Labels"]!;
        JsonNode asked = JsonNode.Parse((await daemon.Ctr.OkAsync("containers", "info", "asked")).Text)!["Labels"]!;

        Assert.Equal("yes", (string?)labels["org.example.kept"]);
        Assert.DoesNotContain(labels.AsObject(), label => label.Key.StartsWith("containerd.io/", StringComparison.Ordinal) || label.Key.StartsWith("io.cri", StringComparison.Ordinal));
        Assert.Equal("always", (string?)asked["containerd.io/restart.policy"]);
        Assert.Null(asked["containerd.io/restart.status"]);
        Assert.Contains("a reserved label that comes out of the image is dropped", daemon.Log, StringComparison.Ordinal);

        // Who runs the node can still say it, and what the image wanted does not happen then either.
        await daemon.Ctr.OkAsync("containers", "label", "asked", "containerd.io/restart.status=running");
        await Poll.UntilAsync(
            "restarted", DemoNode.Limit, async () => (await daemon.Ctr.OkAsync("containers", "info", "asked")).Text.Contains("restart.count", StringComparison.Ordinal));
        Assert.False(File.Exists(proof));
    }
}
