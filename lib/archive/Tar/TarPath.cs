namespace PluginHost.Archive.Tar;

/// <summary>Paths inside archives as text, without a file system.</summary>
public static class TarPath
{
    /// <summary>
    /// The shortest path that means the same if there are no links: no empty and <c>.</c> parts, no <c>..</c> behind a name, none at the
    /// begin of an absolute path. The empty path is <c>.</c>.
    /// </summary>
    public static string Clean(string path)
    {
        bool absolute = path.StartsWith('/');
        List<string> parts = [];
        foreach (string part in path.Split('/'))
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".." || !absolute)
            {
                parts.Add(part);
            }
        }

        string joined = string.Join('/', parts);

        return absolute ? $"/{joined}" : joined.Length == 0 ? "." : joined;
    }

    /// <summary>
    /// The path as seen from a root that nothing leaves: relative, without <c>..</c>; empty for the root itself.
    /// </summary>
    public static string BelowRoot(string path) => Clean($"/{path}")[1..];
}
