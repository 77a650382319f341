using Bolt.Tests.Support;
using Metadata.Tests.Support;
using Microsoft.Extensions.Logging;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Events;
using PluginHost.Plugins;
using PluginHost.Plugins.Metadata;

namespace Metadata.Tests;

/// <summary>How the plugin opens its file.</summary>
public sealed class DatabaseFileTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_plugin_is_called_as_in_containerd()
    {
        Registration registration = new MetadataPlugin().Registrations.Single(static registration => registration.Type == PluginTypes.Metadata);

        Assert.Equal("io.containerd.metadata.v1.bolt", registration.Uri);
        Assert.Equal([PluginTypes.Content, PluginTypes.Event, PluginTypes.Snapshotter], registration.Requires);
        Assert.Equal(new MetadataConfig { ContentSharingPolicy = "shared", NoSync = false }, registration.Config);
    }

    [Fact]
    public async Task Directory_and_file_have_the_modes_of_containerd()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync();

        UnixFileMode all = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(all | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute, File.GetUnixFileMode(daemon.Root));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(daemon.File));
    }

    [Fact]
    public async Task Policy_and_path_are_exported()
    {
        await using TestDaemon daemon = new() { Config = new MetadataConfig { ContentSharingPolicy = "isolated", NoSync = true } };
        await daemon.OpenAsync();

        Assert.Equal("isolated", daemon.Context!.Meta.Exports["policy"]);
        Assert.Equal(daemon.File, daemon.Context.Meta.Exports["path"]);
        Assert.Contains(daemon.Logger.Entries, static entry => entry.Message == "metadata content store policy set");
    }

    [Fact]
    public void A_policy_that_does_not_exist_is_named()
    {
        MetadataConfig config = new() { ContentSharingPolicy = "open" };

        Assert.Equal(["content_sharing_policy \"open\" is neither \"shared\" nor \"isolated\""], config.Validate());
        Assert.Empty(new MetadataConfig { ContentSharingPolicy = "isolated" }.Validate());
    }

    [Fact]
    public async Task The_freelist_is_not_persisted()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync();
        await daemon.Metadata.Namespaces.CreateAsync("ns", Texts.None, CancellationToken.None);
        await daemon.CloseAsync();
        byte[] file = await File.ReadAllBytesAsync(daemon.File);
        ulong[] freelists = [.. new[] { 0, 4096 }.Select(page => BitConverter.ToUInt64(file, page + 48))];

        Assert.Contains(ulong.MaxValue, freelists);
        await daemon.OpenAsync();
    }

    [Fact]
    public async Task A_locked_file_is_named_when_the_wait_is_over()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync();
        await daemon.CloseAsync();
        using (Database other = Database.Open(daemon.File, new DatabaseOptions(), CancellationToken.None))
        {
            TestDaemon second = new() { LockTimeout = TimeSpan.FromMilliseconds(100) };
            await using (second)
            {
                second.UseRootOf(daemon);
                DaemonException error = await Assert.ThrowsAsync<DaemonException>(second.OpenAsync);
                Assert.StartsWith($"{daemon.File} is locked by another process", error.Message, StringComparison.Ordinal);
                Assert.EndsWith("raise io.containerd.timeout.bolt.open from 0.1 s: timeout", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_long_wait_for_the_lock_is_told_and_ends_with_the_lock()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync();
        await daemon.CloseAsync();
        Database other = Database.Open(daemon.File, new DatabaseOptions(), CancellationToken.None);
        Task opening = daemon.OpenAsync();
        await Poll.UntilAsync(() => daemon.Clock.Pending > 0, Deadline);
        Assert.DoesNotContain(daemon.Logger.Entries, IsWarning);
        daemon.Clock.Advance(TimeSpan.FromSeconds(10));
        await Poll.UntilAsync(() => daemon.Logger.Entries.Any(IsWarning), Deadline);
        Assert.False(opening.IsCompleted);
        other.Dispose();
        await opening.WaitAsync(Deadline);

        Assert.Empty(await daemon.Metadata.Namespaces.ListAsync(CancellationToken.None));

        static bool IsWarning((LogLevel Level, string Message, Exception? Error) entry)
            => entry is (LogLevel.Warning, "waiting for response from boltdb open", _);
    }

    [Fact]
    public async Task Without_an_event_exchange_the_plugin_does_not_start()
    {
        await using TestDaemon daemon = new();
        daemon.Plugins.Remove(PluginTypes.Event, "exchange");

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(daemon.OpenAsync);
        Assert.Contains(PluginTypes.Event, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_content_store_and_snapshotters_the_rest_works()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync();
        await daemon.Metadata.Images(TestDaemon.In()).CreateAsync(Samples.Image("x"), null, CancellationToken.None);

        Assert.Empty(daemon.Metadata.Snapshotters);
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            "snapshotter not loaded: overlayfs: invalid argument",
            () => Task.FromResult(daemon.Metadata.Snapshotter(TestDaemon.In(), "overlayfs")));
        await Expect.ErrorAsync(
            ErrorKind.InvalidArgument,
            "snapshotter argument missing: invalid argument",
            () => Task.FromResult(daemon.Metadata.Snapshotter(TestDaemon.In(), "")));
    }

    [BoltPeerFact]
    public async Task The_real_bbolt_finds_no_fault_in_the_file()
    {
        using BoltPeer peer = new();
        await using TestDaemon daemon = await TestDaemon.StartAsync();
        Task[] creations = [.. Enumerable.Range(0, 60).Select(i =>
            daemon.Metadata.Images(TestDaemon.In($"ns{i % 3}")).CreateAsync(Samples.Image($"image{i}"), null, CancellationToken.None))];
        await Task.WhenAll(creations);
        Assert.Equal(60, daemon.Published.OfType<ImageCreated>().Count());
        await Task.WhenAll(Enumerable.Range(0, 60).Where(static i => i % 2 == 0).Select(i =>
            daemon.Metadata.Images(TestDaemon.In($"ns{i % 3}")).DeleteAsync($"image{i}", null, CancellationToken.None)));
        await daemon.CloseAsync();

        Assert.Equal("ok", peer.Check(daemon.File));
        peer.Churn(daemon.File, 1, 40, syncFreelist: true);
        await daemon.OpenAsync();
        Assert.Equal(3, (await daemon.Metadata.Namespaces.ListAsync(CancellationToken.None)).Count);
    }
}
