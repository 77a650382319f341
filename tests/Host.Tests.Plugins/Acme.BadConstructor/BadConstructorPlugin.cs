using PluginHost.Plugins;

[assembly: Plugin(typeof(Acme.BadConstructor.BadConstructorPlugin))]

namespace Acme.BadConstructor;

internal sealed class BadConstructorPlugin : IPlugin
{
    public BadConstructorPlugin() => throw new InvalidOperationException("the constructor is broken");

    public IEnumerable<Registration> Registrations => [];
}
