using PluginHost.Plugins;
using PluginHost.Plugins.EventExchange;

[assembly: Plugin(typeof(EventExchangePlugin))]

namespace PluginHost.Plugins.EventExchange;

internal sealed class EventExchangePlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Event,
            Id = "exchange",
            InitFn = static (context, _) => Task.FromResult<object>(new Exchange(context.Clock, context.Logger)),
        },
    ];
}
