using System.Collections.Concurrent;
using PluginHost.Gc;

namespace Metadata.Tests.Support;

/// <summary>Resources in memory.</summary>
internal sealed class MemoryCollector(string word) : IResourceCollector
{
    private readonly ConcurrentDictionary<(string Namespace, string Name), CollectedResource> _resources = [];

    public string Word => word;

    public List<string> Released { get; } = [];

    /// <summary>Before a list is handed out.</summary>
    public Func<Task> Listing { get; set; } = static () => Task.CompletedTask;

    public Func<Task> Releasing { get; set; } = static () => Task.CompletedTask;

    public string[] Names => [.. _resources.Keys.Select(static key => key.Namespace == "ns" ? key.Name : $"{key.Namespace}:{key.Name}").Order(StringComparer.Ordinal)];

    public void Put(string name, string? lease = null, bool active = false, string @namespace = "ns", params string[] labels)
    {
        long version = _resources.TryGetValue((@namespace, name), out CollectedResource? known) ? known.Version + 1 : 1;
        _resources[(@namespace, name)] = new CollectedResource(@namespace, name)
        {
            Version = version, Lease = lease, Active = active, Labels = Texts.Of(labels),
        };
    }

    public async Task<IReadOnlyList<CollectedResource>> ListAsync(CancellationToken cancellationToken)
    {
        await Listing();
        return [.. _resources.Values];
    }

    public IReadOnlyList<CollectedResource> Withdraw(IReadOnlyList<CollectedResource> garbage)
        => [.. garbage.Where(resource => _resources.TryRemove(KeyValuePair.Create((resource.Namespace, resource.Name), resource)))];

    public async Task ReleaseAsync(IReadOnlyList<CollectedResource> withdrawn, CancellationToken cancellationToken)
    {
        await Releasing();
        Released.AddRange(withdrawn.Select(static resource => resource.Name));
    }
}
