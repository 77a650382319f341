namespace Proxy.Tests;

/// <summary>What the real daemon makes of entries of <c>[proxy_plugins]</c>.</summary>
public sealed class ConfigurationTests
{
    [RequiresFact("root", "ctr", Tools.PluginHost)]
    public async Task Rows_show_platform_exports_and_capabilities()
    {
        await using PluginHostDaemon daemon = new()
        {
            ExtraConfiguration = """
                [proxy_plugins.far]
                  type = "snapshot"
                  address = "/nowhere/far.sock"
                  platform = "linux/arm64"
                  capabilities = ["remap-ids", "rebase"]
                  [proxy_plugins.far.exports]
                    root = "/nowhere/data"
                    address = "not this"
                [proxy_plugins.odd]
                  type = "diff"
                  address = "/nowhere/odd.sock"
                  platform = "what is this"
                """,
        };
        await daemon.StartAsync();

        string far = (await daemon.Ctr.OkAsync("plugins", "ls", "-d", "id==far")).Text;
        Assert.Matches(@"(?m)^Type: +io\.containerd\.snapshotter\.v1$", far);
        Assert.Matches(@"(?m)^Platforms: +linux/arm64$", far);
        Assert.Matches(@"(?m)^ +root +/nowhere/data$", far);
        Assert.Matches(@"(?m)^ +address +/nowhere/far\.sock$", far);
        Assert.Matches(@"(?m)^Capabilities: +remap-ids,rebase$", far.Replace("\n                  ", ",", StringComparison.Ordinal));
        Assert.Matches(@"(?m)^io\.containerd\.differ\.v1 +odd +unknown +ok *$", (await daemon.Ctr.OkAsync("plugins", "ls", "id==odd")).Text);
        Assert.Contains("skipping proxy platform with bad platform", daemon.Log, StringComparison.Ordinal);
    }

    [RequiresFact("root", "ctr", Tools.PluginHost)]
    public async Task A_sandbox_controller_is_a_row_with_an_error_and_the_daemon_serves()
    {
        await using PluginHostDaemon daemon = new()
        {
            ExtraConfiguration = "[proxy_plugins.box]\n  type = \"sandbox\"\n  address = \"/nowhere/box.sock\"",
        };
        await daemon.StartAsync();

        string row = (await daemon.Ctr.OkAsync("plugins", "ls", "-d", "id==box")).Text;
        Assert.Matches(@"(?m)^Type: +io\.containerd\.sandbox\.controller\.v1$", row);
        Assert.Contains("this release has no sandbox controllers", row, StringComparison.Ordinal);
        Assert.Matches("(?m)^ +Code: +Unimplemented$", row);
        await daemon.Ctr.OkAsync("namespaces", "create", "works");
    }

    [RequiresFact("root", Tools.PluginHost)]
    public async Task The_printed_configuration_has_the_entries()
    {
        using ScratchDirectory work = new();
        await File.WriteAllTextAsync(work.At("config.toml"), "version = 4\n[proxy_plugins.far]\ntype = 'snapshot'\naddress = '/nowhere/far.sock'\n");

        CommandResult dump = await Command.RunAsync(Tools.PluginHost, "--config", work.At("config.toml"), "config", "dump");

        Assert.Contains(
            "[proxy_plugins]\n  [proxy_plugins.far]\n    type = 'snapshot'\n    address = '/nowhere/far.sock'\n    platform = ''\n    capabilities = []\n\n[timeouts]\n",
            dump.Checked().Text,
            StringComparison.Ordinal);
        Assert.Contains("  'io.pluginhost.timeout.proxy.probe' = '10s'\n", dump.Text, StringComparison.Ordinal);
    }

    [RequiresTheory("root", Tools.PluginHost)]
    [InlineData("snapshot", "overlayfs", "io.containerd.snapshotter.v1.overlayfs is registered by ")]
    [InlineData("sandpit", "x", "unknown type \"sandpit\": use one of snapshot, io.containerd.snapshotter.v1, content, ")]
    public async Task The_daemon_does_not_start_with_an_entry_that_makes_no_sense(string type, string name, string reason)
    {
        using ScratchDirectory work = new();
        string config = work.At("config.toml");
        await File.WriteAllTextAsync(
            config,
            $"version = 4\nroot = '{work.At("root")}'\nstate = '{work.At("state")}'\n[proxy_plugins.{name}]\ntype = '{type}'\naddress = '/nowhere/x.sock'\n");

        CommandResult run = await Command.RunAsync(Tools.PluginHost, "--config", config);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"pluginhost: invalid proxy plugin: {config} at row ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(work.At("root")));
    }
}
