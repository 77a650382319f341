using System.Text.Json.Nodes;

namespace PluginHost.Testing.Images;

/// <summary>Images made from the machine's static busybox, so that tests need no network. Calls return the same image each time.</summary>
public static class DemoImage
{
    /// <summary>The name under which most tests import <see cref="Busybox"/>.</summary>
    public const string Name = "example.com/demo/busybox:1";

    private static readonly string[] Applets =
    [
        "sh", "ash", "awk", "basename", "cat", "chmod", "chown", "cp", "cut", "date", "dd", "df", "dirname", "echo", "env", "expr", "false", "find",
        "grep", "head", "hostname", "id", "ip", "kill", "killall", "ln", "ls", "md5sum", "mkdir", "mkfifo", "mount", "mv", "nproc", "ps", "pwd",
        "readlink", "rm", "rmdir", "sed", "seq", "sha256sum", "sleep", "sort", "stat", "stty", "sync", "tail", "tee", "test", "timeout", "top",
        "touch", "tr", "true", "tty", "umount", "uname", "uniq", "wc", "which", "whoami", "xargs", "yes",
    ];

    /// <summary>A root file system of three gzip layers: busybox with links; files and a user; changes with whiteouts.</summary>
    public static Image Busybox(string architecture = "amd64")
        => new(
            [Layer.Gzip(BusyboxTar()), Layer.Gzip(FilesTar(architecture)), Layer.Gzip(ChangesTar())],
            new JsonObject
            {
                ["Env"] = new JsonArray("PATH=/bin:/usr/bin", "DEMO=from-image"),
                ["Cmd"] = new JsonArray("sh", "-c", "echo hello from the demo image"),
                ["WorkingDir"] = "/work",
                ["Labels"] = new JsonObject { ["org.example.purpose"] = "demo" },
                ["StopSignal"] = "SIGKILL",
            },
            architecture);

    /// <summary>The smallest image that runs: one plain layer.</summary>
    public static Image Tiny() => new([Layer.Plain(BusyboxTar())]);

    /// <summary>An image of many gzip layers whose bytes compress to about half.</summary>
    public static Image Large(int layers, int bytesPerLayer)
        => new([Layer.Gzip(BusyboxTar()), .. Enumerable.Range(0, layers - 1).Select(index => Layer.Gzip(DataTar(index, bytesPerLayer)))]);

    /// <summary>Two images for an index: this machine's platform, and another.</summary>
    public static IReadOnlyList<Image> TwoPlatforms() => [Busybox(), Busybox("arm64")];

    /// <summary>The tar of a root file system with busybox.</summary>
    public static byte[] BusyboxTar()
    {
        LayerBuilder layer = new();
        foreach (string directory in (string[])["bin", "dev", "etc", "home", "proc", "root", "sys", "tmp", "usr", "usr/bin", "var", "work"])
        {
            layer.Directory(directory);
        }

        layer.File("bin/busybox", File.ReadAllBytes(Tools.Get("busybox")), (UnixFileMode)0b111_101_101);
        foreach (string applet in Applets)
        {
            layer.Symlink("bin/" + applet, "busybox");
        }

        return layer.Build();
    }

    private static byte[] FilesTar(string architecture) => new LayerBuilder()
        .Directory("etc")
        .File("etc/passwd", "root:x:0:0:root:/root:/bin/sh\ndemo:x:1000:1000:Demo:/home/demo:/bin/sh\n")
        .File("etc/group", "root:x:0:\ndemo:x:1000:\nextra:x:1001:demo\n")
        .File("etc/demo", "version one\n")
        .File("etc/removed", "a later layer removes this\n")
        .File("etc/architecture", architecture + "\n")
        .Directory("etc/opaque")
        .File("etc/opaque/old", "a later layer hides this\n")
        .Directory("home/demo")
        .Owned("home/demo/owned", "of demo\n", 1000, 1000)
        .Hardlink("etc/demo-link", "etc/demo")
        .Build();

    private static byte[] ChangesTar() => new LayerBuilder()
        .Directory("etc")
        .File("etc/demo", "version two\n")
        .Whiteout("etc", "removed")
        .Directory("etc/opaque")
        .Opaque("etc/opaque")
        .File("etc/opaque/new", "only this\n")
        .Symlink("etc/absolute", "/etc/demo")
        .Build();

    private static byte[] DataTar(int seed, int bytes)
    {
        const int FileSize = 1 << 20;
        Random random = new(seed);
        LayerBuilder layer = new LayerBuilder().Directory($"data{seed}");
        for (int written = 0; written < bytes; written += FileSize)
        {
            byte[] content = new byte[Math.Min(FileSize, bytes - written)];
            random.NextBytes(content.AsSpan(0, content.Length / 2));
            layer.File($"data{seed}/{written / FileSize}", content);
        }

        return layer.Build();
    }
}
