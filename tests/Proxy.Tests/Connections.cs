using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Plugins.Proxy;

namespace Proxy.Tests;

/// <summary>The client's way to a vendor's process, without a daemon.</summary>
internal static class Connections
{
    /// <param name="type">Of the plugin.</param>
    /// <param name="vendor">The process.</param>
    /// <param name="limits">Generous ones by default.</param>
    public static ProxyConnection To(string type, VendorProcess vendor, ProxyLimits? limits = null)
        => new(
            $"io.containerd.{type}.v1.far",
            vendor.Address,
            limits ?? new ProxyLimits(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30)),
            TimeProvider.System,
            NullLogger.Instance);
}
