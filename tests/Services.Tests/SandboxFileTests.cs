using PluginHost.Proto.Services.SandboxV1;
using PluginHost.Proto.Types;
using Services.Tests.Steps;

namespace Services.Tests;

/// <summary>containerd 2 and this daemon read and change each other's sandbox records in one file.</summary>
public sealed class SandboxFileTests
{
    private const string In = "sandboxes";

    [RequiresFact("root", NewerContainerd.Requirement, Tools.PluginHost)]
    public async Task Sandboxes_go_back_and_forth_between_containerd_and_this_daemon()
    {
        DaemonDirectory directory = new();
        await using ContainerdDaemon theirs = new(directory) { Programs = NewerContainerd.Programs };
        await using PluginHostDaemon ours = new(directory);
        await ours.StartAsync();
        string written = await WorkAsync(ours, "a");
        Assert.Equal(0, await ours.StopAsync());

        await theirs.StartAsync();
        Assert.Equal(written, await ListAsync(theirs));
        string more = await WorkAsync(theirs, "b");
        Assert.Equal(0, await theirs.StopAsync());

        await ours.StartAsync();
        Assert.Equal(more, await ListAsync(ours));
        Assert.Contains("labels[by]=\"b\"", more, StringComparison.Ordinal);
        Assert.Equal(0, await ours.StopAsync());
    }

    // A record of its own, and a change of one that may be the other's.
    private static async Task<string> WorkAsync(TestDaemon daemon, string by)
    {
        using Api api = new(daemon.Address);
        await api.Sandboxes.CreateAsync(new StoreCreateRequest { Sandbox = Sample($"pod-{by}", by) }, Api.In(In));
        if (by == "b")
        {
            await api.Sandboxes.UpdateAsync(new StoreUpdateRequest { Sandbox = Sample("pod-a", by), Fields = { "labels.by", "spec" } }, Api.In(In));
        }

        return await ListAsync(daemon);
    }

    private static async Task<string> ListAsync(TestDaemon daemon)
    {
        using Api api = new(daemon.Address);
        return MessageText.Of(await api.Sandboxes.ListAsync(new StoreListRequest(), Api.In(In)));
    }

    private static Sandbox Sample(string id, string by) => new()
    {
        SandboxId = id,
        Runtime = new Sandbox.Types.Runtime { Name = "io.containerd.runc.v2", Options = Values.Any("options", by) },
        Spec = Values.Any("spec", by),
        Sandboxer = "shim",
        Labels = { ["by"] = by, ["other"] = "1" },
        Extensions = { ["e"] = Values.Any("extension", by) },
    };
}
