using PluginHost.Plugins;

[assembly: Plugin(typeof(Acme.Cycle.CyclePlugin))]

namespace Acme.Cycle;

/// <summary>Two plugins that wait for each other.</summary>
internal sealed class CyclePlugin : IPlugin
{
    public IEnumerable<Registration> Registrations => [Waits("io.acme.egg.v1", "io.acme.hen.v1"), Waits("io.acme.hen.v1", "io.acme.egg.v1")];

    private static Registration Waits(string type, string required) => new()
    {
        Type = type,
        Id = "one",
        Requires = [required],
        InitFn = (_, _) => Task.FromResult(new object()),
    };
}
