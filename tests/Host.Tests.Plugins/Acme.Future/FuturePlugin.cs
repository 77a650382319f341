using System.Runtime.Versioning;
using PluginHost.Plugins;

[assembly: TargetFramework(".NETCoreApp,Version=v99.0")]
[assembly: Plugin(typeof(Acme.Future.FuturePlugin))]

namespace Acme.Future;

internal sealed class FuturePlugin : IPlugin
{
    public IEnumerable<Registration> Registrations => throw new InvalidOperationException("must not be asked");
}
