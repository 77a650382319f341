using System.Text;
using System.Text.RegularExpressions;

namespace PluginHost.Host.Configuration;

/// <summary>
/// Files that match a pattern of <c>*</c>, <c>?</c> and <c>[…]</c> in any part of a path (Go's filepath.Glob): sorted, none when nothing
/// matches. Unreadable directories match nothing.
/// </summary>
internal static class PathGlob
{
    private static readonly EnumerationOptions AllNames = new() { AttributesToSkip = 0, IgnoreInaccessible = true };

    /// <exception cref="ConfigException">The pattern is malformed.</exception>
    public static IReadOnlyList<string> Match(string pattern)
    {
        List<string> paths = ["/"];
        foreach (string part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            paths = part.AsSpan().ContainsAny('*', '?', '[') ? Expand(paths, part) : paths.ConvertAll(path => Path.Combine(path, part));
        }

        return paths.FindAll(Path.Exists);
    }

    private static List<string> Expand(List<string> directories, string part)
    {
        Regex regex = ToRegex(part);
        List<string> found = [];
        foreach (string directory in directories.Where(Directory.Exists))
        {
            found.AddRange(Directory.EnumerateFileSystemEntries(directory, "*", AllNames)
                .Where(path => regex.IsMatch(Path.GetFileName(path)))
                .Order(StringComparer.Ordinal));
        }

        return found;
    }

    private static ConfigException Malformed(string part) => new($"syntax error in pattern {part} of an import");

    private static Regex ToRegex(string part)
    {
        StringBuilder regex = new("^");
        for (int i = 0; i < part.Length; i++)
        {
            switch (part[i])
            {
                case '*':
                    regex.Append(".*");
                    break;
                case '?':
                    regex.Append('.');
                    break;
                case '[':
                    int end = part.IndexOf(']', i + 1);
                    string set = end < 0 ? "" : part[(i + 1)..end].Replace("\\", "\\\\", StringComparison.Ordinal);
                    regex.Append('[').Append(set.Length > 0 ? set : throw Malformed(part)).Append(']');
                    i = end;
                    break;
                default:
                    regex.Append(Regex.Escape(part[i].ToString()));
                    break;
            }
        }

        return new Regex(regex.Append('$').ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }
}
