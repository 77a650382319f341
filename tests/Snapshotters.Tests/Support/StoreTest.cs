using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Bolt;
using PluginHost.Errors;
using PluginHost.Snapshots;
using PluginHost.SnapshotStore;

namespace Snapshotters.Tests.Support;

/// <summary>A store on a file of its own, whose structure is checked after every test.</summary>
public abstract class StoreTest : IAsyncLifetime
{
    protected static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();
    private readonly TemporaryDirectory _directory = new();

    protected StoreTest() => Store = MetaStore.Open(DatabasePath, TimeProvider.System, null, NullLogger.Instance);

    private protected MetaStore Store { get; }

    protected string DatabasePath => _directory.At(MetaStore.FileName);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        if (File.Exists(DatabasePath))
        {
            using Database database = Database.Open(DatabasePath, new DatabaseOptions { ReadOnly = true }, CancellationToken.None);
            Assert.Empty(database.Check());
        }

        await _directory.DisposeAsync();
    }

    private protected Task<T> ReadAsync<T>(Func<SnapshotReader, T> read) => Store.ReadAsync(read, CancellationToken.None);

    private protected Task<T> WriteAsync<T>(Func<SnapshotWriter, T> write) => Store.WriteAsync(write, CancellationToken.None);

    private protected Task<Snapshot> CreateAsync(SnapshotKind kind, string key, string parent = "")
        => WriteAsync(writer => writer.CreateSnapshot(kind, key, parent, NoLabels));

    private protected Task<SnapshotId> CommitAsync(string key, string name, string parent = "")
        => WriteAsync(writer => writer.CommitActive(key, name, new SnapshotUsage(1, 2), parent, NoLabels));

    private protected async Task CommittedAsync(string name, string parent = "")
    {
        await CreateAsync(SnapshotKind.Active, $"{name}-active", parent);
        await CommitAsync($"{name}-active", name);
    }

    protected static async Task<DaemonException> FailsAsync(ErrorKind kind, Func<Task> call)
    {
        DaemonException error = await Assert.ThrowsAsync<DaemonException>(call);
        Assert.Equal(kind, error.Kind);

        return error;
    }
}
