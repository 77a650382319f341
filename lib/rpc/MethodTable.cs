using Grpc.Core;

namespace PluginHost.Rpc;

/// <summary>
/// The methods that a server answers, while services come and go: lookups see one immutable state, changes replace it as a whole.
/// </summary>
/// <typeparam name="THandler">What the transport makes of a method.</typeparam>
internal sealed class MethodTable<THandler>
    where THandler : class
{
    private readonly Lock _changes = new();
    private readonly List<Entry> _entries = [];
    private volatile State _state = new([], []);

    /// <summary>The handler of <c>/service/method</c>, or null.</summary>
    public THandler? Find(string path) => _state.Paths.GetValueOrDefault(path);

    /// <summary>The handlers of a service by the bare names of its methods, or null.</summary>
    public IReadOnlyDictionary<string, THandler>? FindService(string service) => _state.Services.GetValueOrDefault(service);

    /// <summary>All methods that are served now.</summary>
    public IReadOnlyList<IMethod> Methods
    {
        get
        {
            lock (_changes)
            {
                return [.. _entries.Select(entry => entry.Method)];
            }
        }
    }

    /// <summary>Adds all methods of a definition, or none.</summary>
    /// <param name="definition">The definition, by which the methods are removed again.</param>
    /// <param name="handlers">Its methods.</param>
    /// <exception cref="InvalidOperationException">One of the methods is served already.</exception>
    public void Add(ServerServiceDefinition definition, IReadOnlyList<(IMethod Method, THandler Handler)> handlers)
    {
        lock (_changes)
        {
            foreach ((IMethod method, _) in handlers)
            {
                if (_state.Paths.ContainsKey(method.FullName))
                {
                    throw new InvalidOperationException($"{method.FullName} is served already: each service can be added once");
                }
            }

            foreach ((IMethod method, THandler handler) in handlers)
            {
                _entries.Add(new Entry(definition, method, handler));
            }

            Publish();
        }
    }

    /// <summary>Removes the methods of a definition; false when it was not added.</summary>
    public bool Remove(ServerServiceDefinition definition)
    {
        lock (_changes)
        {
            bool removed = _entries.RemoveAll(entry => ReferenceEquals(entry.Definition, definition)) > 0;
            if (removed)
            {
                Publish();
            }

            return removed;
        }
    }

    private void Publish()
    {
        Dictionary<string, THandler> paths = new(_entries.Count, StringComparer.Ordinal);
        Dictionary<string, Dictionary<string, THandler>> services = new(StringComparer.Ordinal);
        foreach (Entry entry in _entries)
        {
            paths.Add(entry.Method.FullName, entry.Handler);
            if (!services.TryGetValue(entry.Method.ServiceName, out Dictionary<string, THandler>? methods))
            {
                methods = new Dictionary<string, THandler>(StringComparer.Ordinal);
                services.Add(entry.Method.ServiceName, methods);
            }

            methods.Add(entry.Method.Name, entry.Handler);
        }

        _state = new State(paths, services);
    }

    private sealed record Entry(ServerServiceDefinition Definition, IMethod Method, THandler Handler);

    private sealed record State(Dictionary<string, THandler> Paths, Dictionary<string, Dictionary<string, THandler>> Services);
}
