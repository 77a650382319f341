using System.Globalization;

namespace PluginHost.Plugins.Metadata;

/// <summary>The name of an object in a backend that all namespaces share: <c>&lt;namespace&gt;/&lt;number&gt;/&lt;key&gt;</c>.</summary>
internal static class BackendKey
{
    public static string Make(ulong sequence, string @namespace, string key)
        => string.Create(CultureInfo.InvariantCulture, $"{@namespace}/{sequence}/{key}");
}
