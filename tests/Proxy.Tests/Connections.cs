using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Plugins.Proxy;
using PluginHost.Plugins.Proxy.Content;

namespace Proxy.Tests;

/// <summary>The client's way to a vendor's process, without a daemon.</summary>
internal static class Connections
{
    /// <summary>A process that is not started yet, and a client of it.</summary>
    public static (VendorProcess Vendor, ProxyContentStore Store) ContentStore()
    {
        VendorProcess vendor = new("content");
        return (vendor, new ProxyContentStore(To("content", vendor)));
    }

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
