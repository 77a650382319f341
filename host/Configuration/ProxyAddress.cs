using System.Text;

namespace PluginHost.Host.Configuration;

/// <summary>Where the process of a proxy plugin listens: a unix socket.</summary>
internal static class ProxyAddress
{
    private const string UnixPrefix = "unix://";
    private const int LongestPath = 107; // unix(7): sun_path, with its final zero

    /// <returns>The path of the socket, or null.</returns>
    /// <param name="text">An absolute path, with or without <c>unix://</c> before it.</param>
    /// <param name="fault">What is wrong; empty if nothing is.</param>
    public static string? TryParse(string text, out string fault)
    {
        string path = text.StartsWith(UnixPrefix, StringComparison.Ordinal) ? text[UnixPrefix.Length..] : text;
        fault = path switch
        {
            "" => "missing: the path of the unix socket on which the plugin listens",
            ['/', ..] when Encoding.UTF8.GetByteCount(path) > LongestPath
                => $"the path of a unix socket has {LongestPath} bytes at most, \"{path}\" has {Encoding.UTF8.GetByteCount(path)}",
            ['/', ..] => "",
            _ => $"\"{text}\" is not the absolute path of a unix socket, and nothing else is dialled",
        };
        return fault.Length == 0 ? path : null;
    }
}
