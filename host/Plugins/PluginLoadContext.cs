using System.Reflection;
using System.Runtime.Loader;

namespace PluginHost.Host.Plugins;

/// <summary>
/// Where a plugin assembly and what it brings along live. What the daemon has (the framework, the contracts, everything that lies beside
/// it) is the daemon's, so that its types are the same for all; the rest comes from the plugin's folder, by its own <c>.deps.json</c>.
/// A collectible context does not use precompiled code, so what ships with the daemon is loaded for good.
/// </summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private readonly string _file;

    // Made at the first need: most plugins have nothing of their own but their one assembly.
    private readonly Lazy<AssemblyDependencyResolver> _resolver;

    public PluginLoadContext(string file, bool isCollectible)
        : base(file, isCollectible)
    {
        _file = file;
        _resolver = new Lazy<AssemblyDependencyResolver>(() => new AssemblyDependencyResolver(file));
        Resolving += ResolveOwn;
    }

    /// <summary>Loads the assembly with plugins.</summary>
    public Assembly LoadMain() => LoadFromAssemblyPath(_file);

    /// <summary>Nothing: the runtime asks the daemon's own context next, and <see cref="ResolveOwn"/> when that has no answer.</summary>
    protected override Assembly? Load(AssemblyName assemblyName) => null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
        => _resolver.Value.ResolveUnmanagedDllToPath(unmanagedDllName) is string path ? LoadUnmanagedDllFromPath(path) : 0;

    private Assembly? ResolveOwn(AssemblyLoadContext context, AssemblyName name)
        => _resolver.Value.ResolveAssemblyToPath(name) is string path ? LoadFromAssemblyPath(path) : null;
}
