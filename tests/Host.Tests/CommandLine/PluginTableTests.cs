using PluginHost.Host.CommandLine;
using PluginHost.Proto.Rpc;
using PluginHost.Proto.Services.IntrospectionV1;
using PluginHost.Proto.Types;

namespace Host.Tests.CommandLine;

public sealed class PluginTableTests
{
    private static readonly Plugin[] Plugins =
    [
        new Plugin
        {
            Type = "io.containerd.content.v1",
            Id = "content",
            Requires = { "a.v1", "b.v1" },
            Platforms = { new Platform { Os = "linux", Architecture = "arm64", Variant = "v8" }, new Platform { Os = "linux", Architecture = "amd64" } },
            Exports = { ["root"] = "/x" },
            Capabilities = { "c1", "c2" },
        },
        new Plugin { Type = "t.v1", Id = "odd", InitErr = new Status { Code = 2, Message = "not here: skip plugin" } },
        new Plugin { Type = "t.v1", Id = "bad", InitErr = new Status { Code = 5, Message = "x: not found" } },
    ];

    [Fact]
    public void The_short_form_has_a_row_per_plugin()
        => Assert.Equal(
            "TYPE                        ID         PLATFORMS                     STATUS    \n"
            + "io.containerd.content.v1    content    linux/amd64,linux/arm64/v8    ok        \n"
            + "t.v1                        odd        -                             skip      \n"
            + "t.v1                        bad        -                             error     \n",
            PluginTable.Short(Plugins));

    [Fact]
    public void The_long_form_has_a_block_per_plugin()
    {
        string text = PluginTable.Detailed(Plugins);

        Assert.StartsWith("Type:             io.containerd.content.v1\nID:               content\nRequires:        \n                  a.v1\n                  b.v1\n", text, StringComparison.Ordinal);
        Assert.Contains("Platforms:        linux/amd64,linux/arm64/v8\n", text, StringComparison.Ordinal);
        Assert.Contains("Capabilities:     c1,c2\n", text, StringComparison.Ordinal);
        Assert.Contains("NotFound", text, StringComparison.Ordinal);
        Assert.EndsWith(" x: not found\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_quiet_form_has_the_ids() => Assert.Equal("content\nodd\nbad\n", PluginTable.Ids(Plugins));
}
