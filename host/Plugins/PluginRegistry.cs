using PluginHost.Errors;
using PluginHost.Plugins;

namespace PluginHost.Host.Plugins;

/// <summary>What the plugin assemblies registered, and what could not be registered.</summary>
internal sealed class PluginRegistry
{
    /// <summary>The type under which an assembly is listed that has no plugin to show; its id is the file.</summary>
    public const string AssemblyType = "io.pluginhost.assembly.v1";

    private readonly Dictionary<string, PluginRegistration> _byUri = new(StringComparer.Ordinal);
    private readonly List<PluginEntry> _failures = [];
    private readonly List<IProxyProvider> _proxyProviders = [];

    /// <summary>Sorted by <see cref="PluginOrder"/>.</summary>
    public IReadOnlyList<PluginRegistration> Registrations => PluginOrder.Sort(_byUri.Values);

    /// <summary>Rows for the list of plugins, in the order of discovery.</summary>
    public IReadOnlyList<PluginEntry> Failures => _failures;

    /// <summary>The entry types that make plugins of <c>[proxy_plugins]</c>, in the order of discovery.</summary>
    public IReadOnlyList<IProxyProvider> ProxyProviders => _proxyProviders;

    /// <summary>The plugin of a URI; null if there is none.</summary>
    public PluginRegistration? Find(string uri) => _byUri.GetValueOrDefault(uri);

    /// <summary>Adds an entry type that makes plugins of <c>[proxy_plugins]</c>.</summary>
    public void Add(IProxyProvider provider) => _proxyProviders.Add(provider);

    /// <summary>Adds a plugin, or a row that says why not.</summary>
    public void Add(PluginRegistration plugin)
    {
        Exception? fault = Fault(plugin.Registration);
        if (fault is not null)
        {
            bool isNamed = !string.IsNullOrEmpty(plugin.Type) && !string.IsNullOrEmpty(plugin.Id);
            _failures.Add(isNamed
                ? PluginEntry.Failed(plugin.Type, plugin.Id, fault, plugin.Registration.Requires)
                : PluginEntry.Failed(AssemblyType, Path.GetFileName(plugin.Source), fault));
        }
        else if (!_byUri.TryAdd(plugin.Uri, plugin))
        {
            _failures.Add(PluginEntry.Failed(plugin.Type, plugin.Id, Refused(
                $"{plugin.Source}: {plugin.Uri} is registered by {_byUri[plugin.Uri].Source}: plugin: id already registered")));
        }
    }

    /// <summary>Adds the row of an assembly that has no plugin to show.</summary>
    public void AddFailure(string file, Exception error)
        => _failures.Add(PluginEntry.Failed(AssemblyType, Path.GetFileName(file), error));

    private static DaemonException? Fault(Registration registration)
    {
        if (string.IsNullOrEmpty(registration.Type))
        {
            return Refused($"\"{registration.Uri}\": plugin: no type");
        }

        if (string.IsNullOrEmpty(registration.Id))
        {
            return Refused($"\"{registration.Uri}\": plugin: no id");
        }

        if (registration.Uri.AsSpan().IndexOfAny('/', '\0') >= 0)
        {
            return Refused($"\"{registration.Uri}\": type and id name directories and may not contain a slash");
        }

        if (registration.Requires.Contains(PluginTypes.All) && registration.Requires.Count > 1)
        {
            return Refused($"{registration.Uri}: {PluginTypes.All} stands beside other types: invalid requires");
        }

        return registration.Requires.Contains(registration.Type)
            ? Refused($"{registration.Uri}: requires its own type: invalid requires")
            : null;
    }

    private static DaemonException Refused(string text) => new(ErrorKind.Unknown, text);
}
