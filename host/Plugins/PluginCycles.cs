namespace PluginHost.Host.Plugins;

/// <summary>Groups of plugins that require each other: the strongly connected components of the graph (Tarjan 1972).</summary>
internal sealed class PluginCycles
{
    private readonly Func<PluginRegistration, IEnumerable<PluginRegistration>> _dependencies;
    private readonly Dictionary<PluginRegistration, int> _index = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PluginRegistration, int> _lowest = new(ReferenceEqualityComparer.Instance);
    private readonly List<PluginRegistration> _path = [];
    private readonly List<List<PluginRegistration>> _cycles = [];

    private PluginCycles(Func<PluginRegistration, IEnumerable<PluginRegistration>> dependencies) => _dependencies = dependencies;

    /// <summary>Every group of two or more; members in the order in which they were met.</summary>
    public static List<List<PluginRegistration>> Find(
        IEnumerable<PluginRegistration> plugins, Func<PluginRegistration, IEnumerable<PluginRegistration>> dependencies)
    {
        PluginCycles search = new(dependencies);
        foreach (PluginRegistration plugin in plugins)
        {
            if (!search._index.ContainsKey(plugin))
            {
                search.Visit(plugin);
            }
        }

        return search._cycles;
    }

    private void Visit(PluginRegistration plugin)
    {
        _index[plugin] = _lowest[plugin] = _index.Count;
        _path.Add(plugin);
        foreach (PluginRegistration dependency in _dependencies(plugin))
        {
            if (!_index.TryGetValue(dependency, out int index))
            {
                Visit(dependency);
                _lowest[plugin] = Math.Min(_lowest[plugin], _lowest[dependency]);
            }
            else if (_path.Contains(dependency))
            {
                _lowest[plugin] = Math.Min(_lowest[plugin], index);
            }
        }

        if (_lowest[plugin] != _index[plugin])
        {
            return;
        }

        int start = _path.IndexOf(plugin);
        List<PluginRegistration> group = _path[start..];
        _path.RemoveRange(start, group.Count);
        if (group.Count > 1)
        {
            _cycles.Add(group);
        }
    }
}
