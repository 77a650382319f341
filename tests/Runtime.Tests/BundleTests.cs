using System.Text;
using PluginHost;
using PluginHost.Errors;
using PluginHost.Linux.Mounting;
using PluginHost.Mounts;
using PluginHost.Plugins.Runtime;
using PluginHost.Testing;
using Xunit;

namespace Runtime.Tests;

public sealed class BundleTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("bundle-").FullName;
    private readonly BundleDirectories _directories;

    public BundleTests()
    {
        _directories = new BundleDirectories(Path.Combine(_directory, "state"), Path.Combine(_directory, "root"));
        _directories.Create();
    }

    [Fact]
    public async Task A_bundle_has_what_a_shim_expects()
    {
        byte[] spec = Encoding.UTF8.GetBytes("{\"ociVersion\":\"1.0.2\"}");

        Bundle bundle = await Bundle.CreateAsync(_directories, "ns", "demo", new AnyValue("types.containerd.io/opencontainers/runtime-spec/1/Spec", spec));

        Assert.Equal(Path.Combine(_directory, "state", "ns", "demo"), bundle.Path);
        Assert.Equal(spec, await File.ReadAllBytesAsync(bundle.Combine("config.json")));
        Assert.True(Directory.Exists(bundle.Rootfs));
        Assert.Equal(Path.Combine(_directory, "root", "ns", "demo"), new DirectoryInfo(bundle.Combine("work")).LinkTarget);
        Assert.True(Directory.Exists(bundle.WorkPath));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(bundle.Path));
        Assert.Equal([("ns", "demo")], _directories.Bundles());
    }

    [Fact]
    public async Task A_deleted_bundle_leaves_nothing()
    {
        Bundle bundle = await Bundle.CreateAsync(_directories, "ns", "demo", null);

        await bundle.DeleteAsync(CancellationToken.None);
        await bundle.DeleteAsync(CancellationToken.None);

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_directory, "state", "ns")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_directory, "root", "ns")));
    }

    [RequiresFact("root")]
    public async Task Mounts_that_are_only_described_are_made_beside_the_bundle_and_go_with_it()
    {
        Bundle bundle = await Bundle.CreateAsync(_directories, "ns", "demo", null);
        Mount[] described =
        [
            new("tmpfs", "tmpfs", []),
            new("format/mkdir/bind", "{{ mount 0 }}/upper", ["X-containerd.mkdir.path={{ mount 0 }}/upper:0755", "rbind"]),
        ];

        Mount active = Assert.Single(bundle.Activate(described));

        string mounts = Path.Combine(_directory, "state", ".mounts", "ns", "demo");
        Assert.Equal(("bind", $"{mounts}/1/upper"), (active.Type, active.Source));
        Assert.Equal([("ns", "demo")], _directories.Bundles());
        Assert.Equal([("ns", "demo")], _directories.Mounts());
        await bundle.DeleteAsync(CancellationToken.None);
        Assert.Empty(_directories.Mounts());
        Assert.DoesNotContain(MountTable.Read(), mount => MountTable.Contains(mounts, mount.MountPoint));
    }

    [Fact]
    public async Task Plain_mounts_are_left_to_the_shim()
    {
        Bundle bundle = await Bundle.CreateAsync(_directories, "ns", "demo", null);
        Mount[] plain = [new("bind", "/somewhere", ["rbind"])];

        Assert.Same(plain, bundle.Activate(plain));

        Assert.Empty(_directories.Mounts());
    }

    [RequiresFact("root")]
    public async Task Mounts_that_cannot_be_made_are_an_error_of_the_task()
    {
        Bundle bundle = await Bundle.CreateAsync(_directories, "ns", "demo", null);

        DaemonException error = Assert.Throws<DaemonException>(
            () => bundle.Activate([new Mount("erofs", "/missing", ["ro"]), new Mount("format/bind", "{{ mount 0 }}", ["rbind"])]));

        Assert.StartsWith("failed to activate the mounts of task demo: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("/missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_that_is_there_is_not_taken_over()
    {
        await Bundle.CreateAsync(_directories, "ns", "demo", null);

        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => Bundle.CreateAsync(_directories, "ns", "demo", null));

        Assert.Contains("file exists", refusal.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(_directories.BundlePath("ns", "demo")));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../etc")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task An_id_that_is_no_identifier_never_becomes_a_path(string id)
    {
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => Bundle.CreateAsync(_directories, "ns", id, null));

        Assert.Equal(ErrorKind.InvalidArgument, refusal.Kind);
        Assert.StartsWith($"invalid task id {id}: ", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directories.State));
    }

    [Fact]
    public async Task A_removal_that_was_cut_short_is_not_taken_for_a_bundle()
    {
        Directory.CreateDirectory(Path.Combine(_directories.State, "ns", ".demo"));

        Assert.Empty(_directories.Bundles());
        await Bundle.CreateAsync(_directories, "ns", "demo", null);
        await Bundle.Of(_directories, "ns", "demo").DeleteAsync(CancellationToken.None);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_directories.State, "ns")));
    }

    [Theory]
    [InlineData("{\"linux\":{\"gidMappings\":[{\"containerID\":0,\"hostID\":1000,\"size\":10}]}}", 1000u)]
    [InlineData("{\"linux\":{\"gidMappings\":[{\"containerID\":5,\"hostID\":1000,\"size\":10}]}}", null)]
    [InlineData("{\"linux\":{}}", null)]
    [InlineData("{\"linux\":null}", null)]
    [InlineData("no json", null)]
    public void The_group_of_a_mapped_root_is_found(string spec, uint? group)
        => Assert.Equal(group, SpecReader.RootGroup(Encoding.UTF8.GetBytes(spec)));

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
