using PluginHost.Errors;
using PluginHost.Plugins;

namespace PluginHost.Host.Plugins;

/// <summary>
/// Orders plugins so that each comes after all enabled plugins of the types that it requires (containerd
/// vendor/github.com/containerd/plugin/plugin.go, Graph). A requirement whose type nobody provides is not a matter of order. Where
/// containerd gives up on a cycle, its members are left out here, and of a mixed cycle only those that an operator dropped in: a vendor's
/// plugin does not take the daemon's own ones down.
/// </summary>
internal sealed class PluginGraph
{
    private readonly List<PluginRegistration> _ordered = [];
    private readonly List<PluginEntry> _failures = [];

    /// <param name="plugins">In the order of registration.</param>
    /// <param name="disabled">URIs that are neither ordered nor waited for.</param>
    public PluginGraph(IEnumerable<PluginRegistration> plugins, IReadOnlyCollection<string> disabled)
    {
        List<PluginRegistration> enabled = [.. plugins.Where(plugin => !disabled.Contains(plugin.Uri))];
        RemoveCycles(enabled);

        HashSet<PluginRegistration> handled = new(ReferenceEqualityComparer.Instance);
        foreach (PluginRegistration plugin in enabled)
        {
            Visit(plugin, enabled, handled);
        }
    }

    /// <summary>The order of initialisation.</summary>
    public IReadOnlyList<PluginRegistration> Ordered => _ordered;

    /// <summary>The members of cycles.</summary>
    public IReadOnlyList<PluginEntry> Failures => _failures;

    private static IEnumerable<PluginRegistration> Dependencies(PluginRegistration plugin, List<PluginRegistration> all)
    {
        foreach (string type in plugin.Registration.Requires)
        {
            foreach (PluginRegistration other in all)
            {
                if (!ReferenceEquals(other, plugin) && (type == PluginTypes.All || other.Type == type))
                {
                    yield return other;
                }
            }
        }
    }

    private void Visit(PluginRegistration plugin, List<PluginRegistration> all, HashSet<PluginRegistration> handled)
    {
        if (!handled.Add(plugin))
        {
            return;
        }

        foreach (PluginRegistration dependency in Dependencies(plugin, all))
        {
            Visit(dependency, all, handled);
        }

        _ordered.Add(plugin);
    }

    private void RemoveCycles(List<PluginRegistration> enabled)
    {
        while (true)
        {
            List<List<PluginRegistration>> cycles = PluginCycles.Find(enabled, plugin => Dependencies(plugin, enabled));
            if (cycles.Count == 0)
            {
                return;
            }

            foreach (List<PluginRegistration> cycle in cycles)
            {
                string members = string.Join(", ", cycle.Select(member => member.Uri));
                bool isMixed = cycle.Exists(member => member.IsShipped) && cycle.Exists(member => !member.IsShipped);
                foreach (PluginRegistration member in cycle.Where(member => !isMixed || !member.IsShipped))
                {
                    enabled.Remove(member);
                    _failures.Add(PluginEntry.Failed(member.Type, member.Id, new DaemonException(
                        ErrorKind.Unknown,
                        $"circular plugin dependency at {member.Uri} (among {members}): plugin: dependency loop detected"),
                        member.Registration.Requires));
                }
            }
        }
    }
}
