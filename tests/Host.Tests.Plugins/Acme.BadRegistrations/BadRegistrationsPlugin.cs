using PluginHost.Plugins;

[assembly: Plugin(typeof(Acme.BadRegistrations.BadRegistrationsPlugin))]

namespace Acme.BadRegistrations;

internal sealed class BadRegistrationsPlugin : IPlugin
{
    public IEnumerable<Registration> Registrations
    {
        get
        {
            yield return new Registration
            {
                Type = "io.acme.half.v1",
                Id = "first",
                InitFn = (_, _) => Task.FromResult(new object()),
            };
            throw new InvalidOperationException("the list is broken");
        }
    }
}
