using System.Text.Json.Nodes;

namespace Shim.Tests;

/// <summary>OCI runtime specs for busybox.</summary>
internal static class Spec
{
    public static JsonObject Of(string @namespace, string id, string[] arguments) => new()
    {
        ["ociVersion"] = "1.0.2",
        ["process"] = Process(arguments),
        ["root"] = new JsonObject { ["path"] = "rootfs" },
        ["hostname"] = "shim",
        ["mounts"] = new JsonArray(
            new JsonObject { ["destination"] = "/proc", ["type"] = "proc", ["source"] = "proc" },
            new JsonObject { ["destination"] = "/dev", ["type"] = "tmpfs", ["source"] = "tmpfs", ["options"] = new JsonArray("nosuid", "mode=755") },
            new JsonObject
            {
                ["destination"] = "/dev/pts",
                ["type"] = "devpts",
                ["source"] = "devpts",
                ["options"] = new JsonArray("newinstance", "ptmxmode=0666", "mode=0620"),
            }),
        ["linux"] = new JsonObject
        {
            ["cgroupsPath"] = $"/{@namespace}/{id}",
            ["namespaces"] = new JsonArray(Namespace("pid"), Namespace("mount"), Namespace("ipc"), Namespace("uts"), Namespace("network")),
        },
    };

    public static JsonObject Process(string[] arguments) => new()
    {
        ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
        ["args"] = new JsonArray([.. arguments.Select(argument => JsonValue.Create(argument))]),
        ["env"] = new JsonArray("PATH=/bin"),
        ["cwd"] = "/",
    };

    private static JsonObject Namespace(string type) => new() { ["type"] = type };
}
