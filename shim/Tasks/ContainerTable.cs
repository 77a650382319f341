using PluginHost.Shim.Processes;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Tasks;

/// <summary>The containers of this shim: one, or all of a group.</summary>
internal sealed class ContainerTable
{
    private readonly Dictionary<string, Container> _containers = [];
    private readonly HashSet<string> _creating = [];

    /// <summary>Whether there are none, and none is being created.</summary>
    public bool IsEmpty => _containers.Count == 0 && _creating.Count == 0;

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Container> All => _containers.Values;

    /// <summary>A container.</summary>
    /// <exception cref="StatusException">It is not there.</exception>
    public Container Get(string id) => Find(id) ?? throw StatusException.NotFound("container not created");

    /// <summary>A container, or null.</summary>
    public Container? Find(string id) => _containers.GetValueOrDefault(id);

    /// <summary>Takes an id for a container that is being created.</summary>
    /// <exception cref="StatusException">It is taken.</exception>
    public void Reserve(string id)
    {
        if (_containers.ContainsKey(id) || !_creating.Add(id))
        {
            throw StatusException.AlreadyExists($"container {id}");
        }
    }

    /// <summary>The creation has failed, or the container was added.</summary>
    public void Release(string id) => _ = _creating.Remove(id);

    /// <summary>Adds a container.</summary>
    public void Add(Container container) => _containers.Add(container.Id, container);

    /// <summary>Forgets a container.</summary>
    public void Remove(Container container) => _ = _containers.Remove(container.Id);
}
