using PluginHost.Host;
using PluginHost.Host.CommandLine.Hooks;

namespace Host.Tests.CommandLine;

public sealed class HookTemplateTests
{
    private readonly HookTemplate _template = new(
        new HookState { Id = "c1", Bundle = "/b", Pid = 7, Status = "created", Annotations = new() { ["k.x"] = "v" } }, "/b/rootfs");

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{{id}}-{{ pid }}", "c1-7")]
    [InlineData("{{bundle}} {{rootfs}} {{status}}", "/b /b/rootfs created")]
    [InlineData("{{annotation \"k.x\"}}{{annotation `none`}}", "v")]
    [InlineData("a {{- id -}} b", "ac1b")]
    public void Calls_are_replaced(string text, string expanded) => Assert.Equal(expanded, _template.Expand(text));

    [Theory]
    [InlineData("{{id", "template: {{id: unclosed action")]
    [InlineData("{{nope}}", "template: {{nope}}: function \"nope\" not defined")]
    [InlineData("{{annotation}}", "template: {{annotation}}: wrong arguments for annotation: annotation")]
    public void A_bad_call_is_refused(string text, string message)
        => Assert.Equal(message, Assert.Throws<StartException>(() => _template.Expand(text)).Message);
}
