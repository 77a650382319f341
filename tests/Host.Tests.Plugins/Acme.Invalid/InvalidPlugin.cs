using PluginHost.Plugins;

[assembly: Plugin(typeof(Acme.Invalid.InvalidPlugin))]

namespace Acme.Invalid;

/// <summary>Registrations that the daemon must refuse, and a good one.</summary>
internal sealed class InvalidPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations =>
    [
        Of("", "typeless"),
        Of("io.acme.invalid.v1", ""),
        Of("io.acme.invalid.v1", "../escape"),
        Of("io.acme.invalid.v1", "own-type", "io.acme.invalid.v1"),
        Of("io.acme.invalid.v1", "all-and-more", "*", "io.acme.thing.v1"),
        Of("io.acme.invalid.v1", "good"),
    ];

    private static Registration Of(string type, string id, params string[] requires) => new()
    {
        Type = type,
        Id = id,
        Requires = requires,
        InitFn = (_, _) => Task.FromResult(new object()),
    };
}
