using PluginHost.Conformance.Support;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Metadata;
using PluginHost.Oci;
using PluginHost.Snapshots;

namespace PluginHost.Conformance.Metadata;

/// <summary>Metadata on top of a content store and a snapshotter, on a directory of their own, for one test.</summary>
public abstract class MetadataHarness : IAsyncLifetime
{
    /// <summary>The label that makes an object a root of collections.</summary>
    protected const string Root = "containerd.io/gc.root";

    /// <summary>No labels.</summary>
    protected static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    private readonly SuiteDirectory _directory = new();
    private IMetadata? _metadata;

    /// <summary>The metadata of this test.</summary>
    protected IMetadata Metadata => _metadata ?? throw new InvalidOperationException("the metadata was not opened");

    /// <summary>Ends a test that hangs.</summary>
    protected CancellationToken Deadline { get; } = new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    /// <summary>The name of the snapshotter that <see cref="OpenAsync"/> puts below the metadata.</summary>
    protected abstract string SnapshotterName { get; }

    /// <summary>Opens the metadata under test, with a content store and a snapshotter below it, all three on a directory.</summary>
    /// <param name="root">The directory; it exists, and is empty or has what the test left there.</param>
    protected abstract ValueTask<IMetadata> OpenAsync(string root);

    /// <summary>Closes all that <see cref="OpenAsync"/> has opened.</summary>
    protected abstract ValueTask CloseAsync();

    public virtual async Task InitializeAsync() => _metadata = await OpenAsync(_directory.Root);

    public virtual async Task DisposeAsync()
    {
        await CloseAsync();
        await _directory.RemoveAsync();
    }

    /// <summary>Closes everything and opens it again on the same directory.</summary>
    protected async Task ReopenAsync()
    {
        await CloseAsync();
        _metadata = await OpenAsync(_directory.Root);
    }

    /// <summary>The scope of a namespace, perhaps with a lease.</summary>
    protected static RequestScope In(string @namespace, string? lease = null) => new(@namespace, lease);

    /// <summary>The snapshotter as a namespace sees it.</summary>
    protected ISnapshotter Snapshots(RequestScope scope) => Metadata.Snapshotter(scope, SnapshotterName);

    /// <summary>Commits a blob of a text.</summary>
    protected async Task<Digest> AddAsync(RequestScope scope, string text, params IReadOnlyList<(string Key, string Value)> labels)
    {
        byte[] content = System.Text.Encoding.UTF8.GetBytes(text);
        await using IContentWriter writer = await Metadata.Content(scope).OpenWriterAsync($"add-{text}", 0, default, Deadline);
        await writer.WriteAsync(content, Deadline);
        await writer.CommitAsync(content.Length, Digest.Of(content), labels.ToDictionary(label => label.Key, label => label.Value), Deadline);

        return Digest.Of(content);
    }

    /// <summary>Whether a namespace has a blob.</summary>
    protected async Task<bool> HasAsync(RequestScope scope, Digest digest)
    {
        try
        {
            await Metadata.Content(scope).InfoAsync(digest, Deadline);

            return true;
        }
        catch (DaemonException error) when (error.Kind == ErrorKind.NotFound)
        {
            return false;
        }
    }

    /// <summary>A committed snapshot with nothing of its own.</summary>
    protected async Task CommittedAsync(RequestScope scope, string name, string parent = "", params IReadOnlyList<(string Key, string Value)> labels)
    {
        await Snapshots(scope).PrepareAsync($"{name}-active", parent, NoLabels, Deadline);
        await Snapshots(scope).CommitAsync(
            name, $"{name}-active", "", labels.ToDictionary(label => label.Key, label => label.Value), Deadline);
    }

    /// <summary>The snapshots of a namespace, in order.</summary>
    protected async Task<IReadOnlyList<string>> SnapshotNamesAsync(RequestScope scope)
    {
        List<string> names = [];
        await foreach (SnapshotInfo info in Snapshots(scope).WalkAsync([], Deadline))
        {
            names.Add(info.Name);
        }

        names.Sort(StringComparer.Ordinal);

        return names;
    }

    /// <summary>The call must fail with this kind; its text must end as errors of the kind do.</summary>
    protected static Task<DaemonException> FailsAsync(ErrorKind kind, Func<Task> call) => Expect.FailureAsync(kind, call);
}
