using Acme.Plain;
using PluginHost.Plugins;

[assembly: Plugin(typeof(Acme.NeedsPlain.NeedsPlainPlugin))]

namespace Acme.NeedsPlain;

/// <summary>Works only with the library beside it.</summary>
internal sealed class NeedsPlainPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = "io.acme.tool.v1",
            Id = "plain",
            InitFn = (context, _) =>
            {
                context.Meta.Exports["tool"] = Tool.Name;
                return Task.FromResult(new object());
            },
        },
    ];
}
