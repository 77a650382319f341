using PluginHost.Host.Plugins;
using PluginHost.Plugins;

namespace Host.Tests.Support;

/// <summary>Registrations for tests that need no assembly.</summary>
internal static class Plans
{
    public static PluginRegistration Plugin(string uri, params string[] requires) => Plugin(uri, _ => new object(), requires);

    public static PluginRegistration Plugin(string uri, Func<InitContext, object> init, params string[] requires)
        => Plugin(uri, (context, _) => Task.FromResult(init(context)), requires);

    public static PluginRegistration Plugin(string uri, Func<InitContext, CancellationToken, Task<object>> init, params string[] requires)
    {
        int dot = uri.LastIndexOf('.');
        Registration registration = new() { Type = uri[..dot], Id = uri[(dot + 1)..], Requires = requires, InitFn = init };
        return new PluginRegistration(registration, "test", IsShipped: true);
    }

    /// <summary>As something that an operator dropped into a plugin directory.</summary>
    public static PluginRegistration Dropped(this PluginRegistration plugin) => plugin with { IsShipped = false };

    public static PluginRegistration With(this PluginRegistration plugin, object config)
        => plugin with { Registration = plugin.Registration with { Config = config } };
}
