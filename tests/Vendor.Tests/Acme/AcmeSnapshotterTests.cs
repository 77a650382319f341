using Acme.Snapshotter;
using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Snapshots;

namespace Vendor.Tests.Acme;

/// <summary>What is acme's own: the quota, its files, and what is left when something fails.</summary>
public sealed class AcmeSnapshotterTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoLabels = [];
    private readonly string _root = Directory.CreateTempSubdirectory("acme-").FullName;
    private AcmeSnapshotter _snapshotter = null!;

    private string SnapshotsFile => Path.Join(_root, "snapshots.json");

    private int DirectoryCount => Directory.GetDirectories(Path.Join(_root, "snapshots")).Length;

    public async Task InitializeAsync() => _snapshotter = await OpenAsync();

    public async Task DisposeAsync()
    {
        await _snapshotter.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task The_first_start_makes_the_directory_and_shuts_it_for_others()
    {
        string fresh = Path.Join(_root, "fresh");

        await using AcmeSnapshotter snapshotter = await AcmeSnapshotter.OpenAsync(
            fresh, quota: 0, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(fresh));
        Assert.Empty(await snapshotter.WalkAsync([], CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_the_next_start()
    {
        await CommittedAsync("base", "file", "text");
        await PrepareAsync("active", "base");
        List<SnapshotInfo> before = await _snapshotter.WalkAsync([], CancellationToken.None).ToListAsync();
        SnapshotUsage usage = await _snapshotter.UsageAsync("base", CancellationToken.None);

        AcmeSnapshotter again = await OpenAsync();

        List<SnapshotInfo> after = await again.WalkAsync([], CancellationToken.None).ToListAsync();
        Assert.Equal(before.Select(Text).Order(), after.Select(Text).Order());
        Assert.Equal(usage, await again.UsageAsync("base", CancellationToken.None));
        string directory = (await again.MountsAsync("active", CancellationToken.None))[0].Source;
        Assert.Equal("text", await File.ReadAllTextAsync(Path.Join(directory, "file")));
    }

    [Fact]
    public async Task What_a_killed_daemon_left_behind_is_removed_at_the_next_start()
    {
        await PrepareAsync("active", "");
        string leftover = Path.Join(_root, "snapshots", "half-a-copy");
        Directory.CreateDirectory(Path.Join(leftover, "bin"));
        await File.WriteAllTextAsync($"{SnapshotsFile}.new", "{ \"ByKey\": {");

        AcmeSnapshotter again = await OpenAsync();

        Assert.False(Directory.Exists(leftover));
        Assert.True(Directory.Exists((await again.MountsAsync("active", CancellationToken.None))[0].Source));
    }

    [Theory]
    [InlineData("{ \"ByKey\": ")]
    [InlineData("{ }")]
    [InlineData("[]")]
    public async Task A_damaged_file_is_an_error_that_names_it_and_nothing_is_removed(string text)
    {
        await PrepareAsync("active", "");
        await File.WriteAllTextAsync(SnapshotsFile, text);

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(OpenAsync);

        Assert.Equal(ErrorKind.DataLoss, error.Kind);
        Assert.StartsWith($"{SnapshotsFile}: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, DirectoryCount);
    }

    [Fact]
    public async Task A_snapshot_over_the_quota_is_not_committed_and_stays_active()
    {
        _snapshotter = await OpenAsync(quota: 100_000);
        string directory = await PrepareAsync("active", "");
        await File.WriteAllBytesAsync(Path.Join(directory, "large"), new byte[200_000]);

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => CommitAsync("committed", "active"));

        Assert.Equal(ErrorKind.ResourceExhausted, error.Kind);
        Assert.Contains("the quota is 100000", error.Message, StringComparison.Ordinal);
        Assert.Equal(SnapshotKind.Active, (await _snapshotter.StatAsync("active", CancellationToken.None)).Kind);

        File.Delete(Path.Join(directory, "large"));
        await CommitAsync("committed", "active");
    }

    [Fact]
    public async Task A_copy_that_fails_is_an_error_with_what_cp_said_and_leaves_nothing()
    {
        await CommittedAsync("base", "file", "text");
        using FakePrograms programs = new FakePrograms().Add("cp", "echo half >\"$3/half\"; echo 'cp: disk is full' >&2; exit 1");

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => PrepareAsync("active", "base"));

        Assert.Contains("exit code 1: cp: disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, DirectoryCount);
        await Assert.ThrowsAsync<DaemonException>(() => _snapshotter.StatAsync("active", CancellationToken.None));
    }

    [Fact]
    public async Task A_copy_stops_when_the_client_goes_away_and_leaves_nothing()
    {
        await CommittedAsync("base", "file", "text");
        using FakePrograms programs = new FakePrograms().Add("cp", "echo started >\"$3/started\"; exec tail -f /dev/null");
        using CancellationTokenSource client = new();
        using FileSystemWatcher watcher = new(Path.Join(_root, "snapshots"), "started") { IncludeSubdirectories = true };
        watcher.Created += (_, _) => client.Cancel();
        watcher.EnableRaisingEvents = true;
        client.CancelAfter(TimeSpan.FromSeconds(30));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _snapshotter.PrepareAsync("active", "base", NoLabels, client.Token));

        Assert.Equal(1, DirectoryCount);
    }

    [Fact]
    public async Task When_the_set_cannot_be_written_the_old_one_counts_and_nothing_is_left()
    {
        await PrepareAsync("before", "");
        string blocked = Directory.CreateDirectory($"{SnapshotsFile}.new").FullName;

        await Assert.ThrowsAnyAsync<UnauthorizedAccessException>(() => PrepareAsync("active", ""));

        Assert.Equal(1, DirectoryCount);
        await Assert.ThrowsAsync<DaemonException>(() => _snapshotter.StatAsync("active", CancellationToken.None));
        Directory.Delete(blocked);
        await PrepareAsync("active", "");
    }

    [Fact]
    public async Task When_the_set_does_not_reach_the_disk_the_old_one_counts_and_nothing_is_left()
    {
        await PrepareAsync("before", "");
        string saved = await File.ReadAllTextAsync(SnapshotsFile);
        using FakePrograms programs = new FakePrograms().Add("sync", "exit 1");

        await Assert.ThrowsAsync<DaemonException>(() => PrepareAsync("active", ""));

        Assert.Equal(saved, await File.ReadAllTextAsync(SnapshotsFile));
        Assert.Equal(1, DirectoryCount);
        await Assert.ThrowsAsync<DaemonException>(() => _snapshotter.StatAsync("active", CancellationToken.None));
    }

    [Fact]
    public async Task An_answer_of_du_that_is_no_number_is_an_error_that_shows_it()
    {
        await PrepareAsync("active", "");
        using FakePrograms programs = new FakePrograms().Add("du", "echo nonsense");

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => CommitAsync("committed", "active"));

        Assert.Contains("answered \"nonsense\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_a_snapshot_frees_its_directory()
    {
        await PrepareAsync("active", "");

        await _snapshotter.RemoveAsync("active", CancellationToken.None);

        Assert.Equal(0, DirectoryCount);
    }

    [Fact]
    public async Task Many_snapshots_can_be_made_at_the_same_time()
    {
        await CommittedAsync("base", "file", "text");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => PrepareAsync($"active-{number}", "base")));

        Assert.Equal(21, await _snapshotter.WalkAsync([], CancellationToken.None).CountAsync());
        Assert.Equal(21, DirectoryCount);
    }

    [Fact]
    public async Task Of_many_that_want_one_key_one_gets_it()
    {
        Task<string>[] all = [.. Enumerable.Range(0, 10).Select(_ => PrepareAsync("active", ""))];

        await Task.WhenAll(all.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal(1, all.Count(task => task.IsCompletedSuccessfully));
        Assert.All(
            all.Where(task => task.IsFaulted),
            task => Assert.Equal(ErrorKind.AlreadyExists, Assert.IsType<DaemonException>(task.Exception!.InnerException).Kind));
        Assert.Equal(1, DirectoryCount);
    }

    [Theory]
    [InlineData("name~=^a")]
    [InlineData("size==1")]
    [InlineData("name==a,")]
    public async Task A_filter_that_acme_does_not_know_is_refused(string filter)
    {
        DaemonException error = await Assert.ThrowsAsync<DaemonException>(
            async () => await _snapshotter.WalkAsync([filter], CancellationToken.None).CountAsync());

        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.Contains(filter, error.Message, StringComparison.Ordinal);
    }

    private Task<AcmeSnapshotter> OpenAsync() => OpenAsync(quota: 0);

    private Task<AcmeSnapshotter> OpenAsync(long quota)
        => AcmeSnapshotter.OpenAsync(_root, quota, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    private async Task<string> PrepareAsync(string key, string parent)
    {
        IReadOnlyList<Mount> mounts = await _snapshotter.PrepareAsync(key, parent, NoLabels, CancellationToken.None);

        return Assert.Single(mounts).Source;
    }

    private Task CommitAsync(string name, string key) => _snapshotter.CommitAsync(name, key, "", NoLabels, CancellationToken.None);

    private async Task CommittedAsync(string name, string file, string text)
    {
        string directory = await PrepareAsync($"{name}-active", "");
        await File.WriteAllTextAsync(Path.Join(directory, file), text);
        await CommitAsync(name, $"{name}-active");
    }

    private static string Text(SnapshotInfo info) => (info with { Labels = NoLabels }).ToString();
}
