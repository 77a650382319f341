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
        new Registration
        {
            Type = "io.acme.thing.v1",
            Id = "gamma",
            Commands = [new PluginCommand { Name = "thing", Usage = "a second one of that name", RunAsync = (_, _) => Task.FromResult(0) }],
            InitFn = (_, _) => throw new SkipPluginException("there for its command"),
        },
    ];
}
