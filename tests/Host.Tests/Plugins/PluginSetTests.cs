using PluginHost.Errors;
using PluginHost.Host.Plugins;
using PluginHost.Plugins;

namespace Host.Tests.Plugins;

public sealed class PluginSetTests
{
    private readonly PluginSet _set = new();

    [Fact]
    public void The_only_instance_of_a_type_is_found_although_others_failed()
    {
        Fail("t.v1", "bad", new InvalidOperationException("broken"));
        Fail("t.v1", "odd", new SkipPluginException("not here"));
        Add("t.v1", "good", "instance");

        Assert.Equal("instance", _set.GetSingle<string>("t.v1"));
        Assert.Equal("good", Assert.Single(_set.GetByType<string>("t.v1")).Key);
    }

    [Fact]
    public void Two_instances_are_too_many()
    {
        Add("t.v1", "a", "1");
        Add("t.v1", "b", "2");

        AssertUnknown("multiple plugins registered for t.v1: plugin: multiple instances", () => _set.GetSingle<string>("t.v1"));
    }

    [Fact]
    public void No_instance_at_all_is_said()
        => AssertUnknown("no plugins registered for t.v1: plugin: not found", () => _set.GetSingle<string>("t.v1"));

    [Fact]
    public void The_failed_ones_are_named_and_a_dependant_does_not_look_skipped()
    {
        Fail("t.v1", "bad", new InvalidOperationException("broken"));
        Fail("t.v1", "odd", new SkipPluginException("not here"));

        AssertUnknown(
            "no plugins registered for t.v1 (t.v1.bad: broken; t.v1.odd: skipped: not here): plugin: not found",
            () => _set.GetSingle<string>("t.v1"));
    }

    [Fact]
    public void A_plugin_is_found_by_id()
    {
        Add("t.v1", "a", "1");
        Fail("t.v1", "b", new InvalidOperationException("broken"));

        Assert.Equal("1", _set.GetById<string>("t.v1", "a"));
        AssertUnknown("no plugins registered for t.v1.b (t.v1.b: broken): plugin: not found", () => _set.GetById<string>("t.v1", "b"));
        AssertUnknown("no plugins registered for t.v1.c: plugin: not found", () => _set.GetById<string>("t.v1", "c"));
        Assert.True(_set.TryGetById("t.v1", "a", out string? _));
        Assert.False(_set.TryGetById("t.v1", "b", out string? _));
        Assert.False(_set.TryGetById("t.v1", "a", out Version? _));
    }

    [Fact]
    public void An_instance_of_another_type_is_named()
    {
        Add("t.v1", "a", "1");

        AssertUnknown("plugin t.v1.a does not provide System.Version", () => _set.GetSingle<Version>("t.v1"));
        Assert.Empty(_set.GetByType<Version>("t.v1"));
    }

    private static void AssertUnknown(string message, Func<object> lookUp)
    {
        DaemonException error = Assert.Throws<DaemonException>(() => { lookUp(); });
        Assert.Equal((ErrorKind.Unknown, message), (error.Kind, error.Message));
    }

    private void Add(string type, string id, object instance) => _set.Add(new PluginEntry(new PluginStatus { Type = type, Id = id }, instance));

    private void Fail(string type, string id, Exception error) => _set.Add(PluginEntry.Failed(type, id, error));
}
