using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PluginHost.Errors;
using PluginHost.Plugins;

namespace PluginHost.Host.Plugins;

/// <summary>
/// The plugins of the daemon. What readers see is an immutable list that is swapped whole, so a look-up never meets a half-made change.
/// Texts of errors as in containerd's plugin package.
/// </summary>
internal sealed class PluginSet : IPluginSet
{
    private const string NotFound = "plugin: not found";
    private ImmutableArray<PluginEntry> _entries = [];

    public IReadOnlyList<PluginStatus> All => [.. Entries.Select(entry => entry.Status)];

    /// <summary>In the order of initialisation.</summary>
    public ImmutableArray<PluginEntry> Entries => ImmutableInterlocked.InterlockedCompareExchange(ref _entries, default, default);

    public void Add(PluginEntry entry) => ImmutableInterlocked.Update(ref _entries, static (entries, added) => entries.Add(added), entry);

    public T GetSingle<T>(string type)
        where T : class
    {
        List<PluginEntry> found = [];
        List<PluginEntry> failed = [];
        foreach (PluginEntry entry in Entries)
        {
            if (entry.Status.Type == type)
            {
                (entry.Instance is null ? failed : found).Add(entry);
            }
        }

        return found switch
        {
            [] => throw Missing(type, failed),
            [PluginEntry single] => As<T>(single),
            _ => throw new DaemonException(ErrorKind.Unknown, $"multiple plugins registered for {type}: plugin: multiple instances"),
        };
    }

    public T GetById<T>(string type, string id)
        where T : class
    {
        PluginEntry? entry = Find(type, id);
        return entry switch
        {
            null => throw Missing($"{type}.{id}", []),
            { Instance: null } => throw Missing($"{type}.{id}", [entry]),
            _ => As<T>(entry),
        };
    }

    public bool TryGetById<T>(string type, string id, [NotNullWhen(true)] out T? instance)
        where T : class
    {
        instance = Find(type, id)?.Instance as T;
        return instance is not null;
    }

    public IReadOnlyList<KeyValuePair<string, T>> GetByType<T>(string type)
        where T : class
    {
        List<KeyValuePair<string, T>> found = [];
        foreach (PluginEntry entry in Entries)
        {
            if (entry.Status.Type == type && entry.Instance is T instance)
            {
                found.Add(new(entry.Status.Id, instance));
            }
        }

        return found;
    }

    /// <summary>Of several with one URI (a second one is refused when it registers) the one that is there.</summary>
    private PluginEntry? Find(string type, string id)
    {
        PluginEntry? found = null;
        foreach (PluginEntry entry in Entries)
        {
            if (entry.Status.Type == type && entry.Status.Id == id && (found is null || found.Instance is null))
            {
                found = entry;
            }
        }

        return found;
    }

    private static T As<T>(PluginEntry entry)
        where T : class
        => entry.Instance as T ?? throw new DaemonException(
            ErrorKind.Unknown, $"plugin {entry.Status.Uri} does not provide {typeof(T).FullName}");

    private static DaemonException Missing(string what, List<PluginEntry> failed)
    {
        string reasons = failed.Count == 0 ? "" : $" ({string.Join("; ", failed.Select(entry => entry.Failure))})";
        return new DaemonException(
            ErrorKind.Unknown, $"no plugins registered for {what}{reasons}: {NotFound}", failed.Count == 1 ? failed[0].Status.Error : null);
    }
}
