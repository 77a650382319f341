using PluginHost.Plugins;

[assembly: Plugin(typeof(Acme.Twin.TwinPlugin))]

namespace Acme.Twin;

/// <summary>Registers what Acme.Things has registered already.</summary>
internal sealed class TwinPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = "io.acme.thing.v1",
            Id = "alpha",
            InitFn = (_, _) => Task.FromResult<object>("the twin"),
        },
    ];
}
