using System.Reflection;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Plugins;

namespace PluginHost.Host.Plugins;

/// <summary>Loads assemblies and registers their plugins. A failure of any kind becomes a row of the registry.</summary>
internal sealed class PluginLoader(PluginRegistry registry, ILogger logger)
{
    public void Load(PluginAssembly plugin)
    {
        try
        {
            Assembly assembly = new PluginLoadContext(plugin.File, isCollectible: !plugin.IsShipped).LoadMain();
            List<Registration> registrations = [];
            List<IProxyProvider> providers = [];
            foreach (PluginAttribute attribute in assembly.GetCustomAttributes<PluginAttribute>())
            {
                IPlugin entry = Create(attribute.Entry);
                registrations.AddRange(entry.Registrations);
                if (entry is IProxyProvider provider)
                {
                    providers.Add(provider);
                }
            }

            foreach (Registration registration in registrations)
            {
                registry.Add(new PluginRegistration(registration, plugin.File, plugin.IsShipped));
            }

            providers.ForEach(registry.Add);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Whatever an assembly does wrong is its own failure: the daemon goes on without it.
            Exception cause = LoadFaults.Explain(error);
            logger.Warn(cause, "plugin assembly can not be used", ("path", plugin.File));
            registry.AddFailure(plugin.File, new DaemonException(ErrorKind.Unknown, $"{plugin.File}: {cause.Message}", cause));
        }
    }

    private static IPlugin Create(Type entry)
        => Activator.CreateInstance(entry, nonPublic: true) as IPlugin
            ?? throw new DaemonException(
                ErrorKind.Unknown, $"its entry type {entry.FullName} does not implement {typeof(IPlugin).FullName}");
}
