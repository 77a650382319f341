using System.Diagnostics.CodeAnalysis;
using PluginHost.Errors;
using PluginHost.Plugins;

namespace PluginHost.Conformance.Plugins;

/// <summary>The plugins that a test says there are.</summary>
public sealed class PluginTable : IPluginSet
{
    private readonly List<(string Type, string Id, object Instance)> _plugins = [];

    public IReadOnlyList<PluginStatus> All => [.. _plugins.Select(static plugin => new PluginStatus { Type = plugin.Type, Id = plugin.Id })];

    /// <summary>Adds a plugin, and returns the table.</summary>
    public PluginTable With(string type, string id, object instance)
    {
        _plugins.Add((type, id, instance));

        return this;
    }

    /// <summary>Takes a plugin out; it is not closed.</summary>
    public void Remove(string type, string id) => _plugins.RemoveAll(plugin => plugin.Type == type && plugin.Id == id);

    /// <summary>Closes the plugins and takes them out, as the daemon does: the last comes first.</summary>
    public async Task CloseAsync()
    {
        foreach ((_, _, object instance) in Enumerable.Reverse(_plugins))
        {
            if (instance is IAsyncDisposable closable)
            {
                await closable.DisposeAsync();
            }
        }

        _plugins.Clear();
    }

    public T GetSingle<T>(string type)
        where T : class
        => GetByType<T>(type) is [{ } only] ? only.Value : throw Missing(type);

    public T GetById<T>(string type, string id)
        where T : class
        => TryGetById(type, id, out T? instance) ? instance : throw Missing($"{type}.{id}");

    public bool TryGetById<T>(string type, string id, [NotNullWhen(true)] out T? instance)
        where T : class
    {
        instance = _plugins.FirstOrDefault(plugin => plugin.Type == type && plugin.Id == id).Instance as T;

        return instance is not null;
    }

    public IReadOnlyList<KeyValuePair<string, T>> GetByType<T>(string type)
        where T : class
        => [.. _plugins.Where(plugin => plugin.Type == type && plugin.Instance is T)
            .Select(static plugin => KeyValuePair.Create(plugin.Id, (T)plugin.Instance))];

    private static DaemonException Missing(string what) => new(ErrorKind.Unknown, $"no plugins registered for {what}: plugin: not found");
}
