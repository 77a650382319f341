using PluginHost.Plugins;

[assembly: Plugin(typeof(Acme.BadEntry.NotAPlugin))]

namespace Acme.BadEntry;

internal sealed class NotAPlugin;
