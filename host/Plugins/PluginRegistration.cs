using PluginHost.Plugins;

namespace PluginHost.Host.Plugins;

/// <summary>A registration and where it comes from.</summary>
/// <param name="Registration">What the plugin said of itself; its type and id are not empty.</param>
/// <param name="Source">The assembly file, or what the daemon calls itself for its own plugins.</param>
/// <param name="IsShipped">False for what an operator dropped into a plugin directory.</param>
internal sealed record PluginRegistration(Registration Registration, string Source, bool IsShipped)
{
    public string Type => Registration.Type;

    public string Id => Registration.Id;

    public string Uri => Registration.Uri;
}
