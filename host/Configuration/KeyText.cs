namespace PluginHost.Host.Configuration;

/// <summary>A path of keys as TOML writes it: <c>plugins."io.containerd.gc.v1.scheduler".pause_threshold</c>.</summary>
internal static class KeyText
{
    public static string Join(IEnumerable<string> path) => string.Join('.', path.Select(Quote));

    private static string Quote(string key)
        => key.Length > 0 && key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') ? key : $"\"{key}\"";
}
